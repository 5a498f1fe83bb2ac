using System.Text.Json;

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

    [Theory]
    [InlineData("/spec/hard/requests.nvidia.com~1gpu", "\"4\"")]
    [InlineData("/spec/a~01", "1")]
    [InlineData("/spec", """{"hard":{"requests.nvidia.com/gpu":"4"},"a~1":1,"list":[1],"none":null}""")]
    [InlineData("/spec/list", "[1]")]
    [InlineData("/spec/list/0", null)]
    [InlineData("/spec/none", null)]
    [InlineData("/spec/hard/cpu", null)]
    [InlineData("/speck", null)]
    public void A_value_is_found_by_its_names(string pointer, string? value)
    {
        var root = JsonElement.Parse("""{"spec":{"hard":{"requests.nvidia.com/gpu":"4"},"a~1":1,"list":[1],"none":null}}""");
        Assert.Equal(value, JsonPointer.Find(root, pointer)?.GetRawText());
    }
}
