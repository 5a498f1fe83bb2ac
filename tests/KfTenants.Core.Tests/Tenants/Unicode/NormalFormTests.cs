namespace KfTenants.Tenants.Unicode;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData("ana@example.com")]
    [InlineData("jos\u00E9")]
    [InlineData("\u1EB9\u0301")]
    [InlineData("\uD55C\uAE00")]
    [InlineData("\u0915\u093C")]
    [InlineData("\u0301")]
    [InlineData("\uD834\uDD5F", false)]
    [InlineData("q\u0323\u0301")]
    [InlineData("q\u0301\u0323x", false)]
    [InlineData("jose\u0301", false)]
    [InlineData("\u00E9\u0323", false)]
    [InlineData("e\u0323\u0301", false)]
    [InlineData("a\u0328\u0301", false)]
    [InlineData("\u212Aarl", false)]
    [InlineData("\u1112\u1161\u11AB", false)]
    [InlineData("\uD558\u11AB", false)]
    [InlineData("\u0958", false)]
    [InlineData("\uF900", false)]
    public void Only_what_is_composed_and_in_order_is_normal(string text, bool isComposed = true)
    {
        Assert.Equal(isComposed, NormalForm.IsComposed(text));
    }
}
