namespace KfTenants.Diagnostics;

public sealed class NameListTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("a", "a", "a")]
    [InlineData("a b", "a and b", "a or b")]
    [InlineData("a b c", "a, b and c", "a, b or c")]
    public void The_last_two_names_have_a_word_between_them(string names, string and, string or)
    {
        var list = names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(and, NameList.And(list));
        Assert.Equal(or, NameList.Or(list));
    }

    [Fact]
    public void Of_many_the_first_are_named_and_the_others_counted()
    {
        Assert.Equal("a, b", NameList.Of(["a", "b"], 2));
        Assert.Equal("a, b and 1 more", NameList.Of(["a", "b", "c"], 2));
    }
}
