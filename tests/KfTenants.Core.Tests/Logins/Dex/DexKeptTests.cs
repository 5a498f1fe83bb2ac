using System.IO.Compression;

namespace KfTenants.Logins.Dex;

public sealed class DexKeptTests
{
    [Theory]
    [InlineData("issuer: x\r\n# é ☃\n", null)]
    [InlineData("", "{\"managed\":[\"a@b.c\"]}")]
    public void What_is_kept_comes_back_byte_for_byte(string text, string? record)
    {
        var kept = new DexKept(text, record, DexKept.SumOf("new"));

        Assert.Equal(kept, DexKept.Parse(Convert.ToBase64String(kept.ToBytes())));
        Assert.Equal(kept.ToBytes(), kept.ToBytes());
    }

    [Theory]
    [InlineData("%")]
    [InlineData("")]
    [InlineData("AAAA")]
    public void What_another_writer_put_there_is_refused(string base64) => Assert.Throws<FormatException>(() => DexKept.Parse(base64));

    [Fact]
    public void What_would_unpack_without_end_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(new byte[17 << 20]);
        }

        Assert.Throws<FormatException>(() => DexKept.Parse(Convert.ToBase64String(packed.ToArray())));
    }

    [Fact]
    public void It_does_not_print_the_text() => Assert.DoesNotContain("secret", new DexKept("secret", null, "sum").ToString(), StringComparison.Ordinal);
}
