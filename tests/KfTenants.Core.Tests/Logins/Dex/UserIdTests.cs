namespace KfTenants.Logins.Dex;

public sealed class UserIdTests
{
    /// <summary>Computed with Python: <c>uuid5(uuid5(NAMESPACE_URL, "https://kftenants.io/user"), email)</c>.</summary>
    [Theory]
    [InlineData("ana@example.com", "18b548d3-625e-5797-8749-aef3107ba629")]
    [InlineData("Ana@example.com", "42273a05-f0bd-547d-83a7-fcb284f36961")]
    [InlineData("zoë@example.com", "0e879dda-8d29-58c0-9746-d29415143321")]
    public void User_id_is_the_version_5_uuid_of_the_email(string email, string expected) => Assert.Equal(expected, UserId.For(email));
}
