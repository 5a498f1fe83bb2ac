namespace KfTenants.Kube;

public sealed class JsonPointerTests
{
    [Theory]
    [InlineData("/spec/hard/cpu", "/spec/hard", true)]
    [InlineData("/spec/hard/cpu", "/spec", true)]
    [InlineData("/spec", "", true)]
    [InlineData("/spec/hard", "/spec/hard", false)]
    [InlineData("/spec/hardware", "/spec/hard", false)]
    [InlineData("/spec", "/spec/hard", false)]
    public void A_field_is_below_the_maps_that_it_is_in(string pointer, string outer, bool isBelow) =>
        Assert.Equal(isBelow, JsonPointer.IsBelow(pointer, outer));
}
