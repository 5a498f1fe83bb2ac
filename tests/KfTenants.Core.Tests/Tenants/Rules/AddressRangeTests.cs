using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace KfTenants.Tenants.Rules;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.77/24", "192.0.2.0/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.0.2.1/32", "192.0.2.1/32")]
    [InlineData("2001:DB8:0::1/32", "2001:db8::/32")]
    [InlineData("::ffff:192.0.2.1/128", "::ffff:192.0.2.1/128")]
    [InlineData("fe80::1%2/64", null)]
    [InlineData("010.0.0.0/8", null)]
    [InlineData("10.1/16", null)]
    [InlineData("167772160/8", null)]
    [InlineData("192.0.2.0/33", null)]
    [InlineData("192.0.2.0/024", "192.0.2.0/24")]
    [InlineData("192.0.2.0/", null)]
    [InlineData("192.0.2.0", null)]
    [InlineData("/24", null)]
    [InlineData("192.0.2.0/ 24", null)]
    [InlineData("192.0.2.0/24 ", null)]
    [InlineData("192.0.2.0/99999999999", null)]
    public void A_range_has_one_spelling(string text, string? canonical) => Assert.Equal(canonical, AddressRange.Canonical(text));

    // Two ways to the same: the library's own networks contain exactly what is left of the address.
    [Fact]
    public void Every_address_is_in_its_canonical_range() => Prop.ForAll(
        Gen.Choose(0, 255).ListOf(4).Zip(Gen.Choose(0, 32)).ToArbitrary(),
        drawn =>
        {
            var (bytes, length) = drawn;
            var address = new IPAddress(bytes.Select(b => (byte)b).ToArray());
            var network = IPNetwork.Parse(AddressRange.Canonical($"{address}/{length}")!);
            Assert.Equal(length, network.PrefixLength);
            Assert.True(network.Contains(address));
            Assert.Equal(network.ToString(), AddressRange.Canonical(network.ToString()));
        }).QuickCheckThrowOnFailure();
}
