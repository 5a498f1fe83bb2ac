using System.Text;

namespace KfTenants.Logins.Dex;

public sealed class BcryptTests
{
    private const string Demo = "$2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72";

    /// <summary>Vectors of crypt_blowfish (wrapper.c), jBCrypt and the Kubeflow manifests.</summary>
    [Theory]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy")]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored",
        "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui")]
    [InlineData("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe")]
    [InlineData("12341234", Demo)]
    public void Known_hashes_verify(string password, string hash)
    {
        Assert.True(Bcrypt.IsWellFormed(hash));
        Assert.True(Bcrypt.Verifies(hash, password));
        Assert.False(Bcrypt.Verifies(hash, "x" + password));
        Assert.True(Bcrypt.Verifies(Convert.ToBase64String(Encoding.ASCII.GetBytes(hash)), password));
        Assert.True(Bcrypt.Verifies(hash + "\n", password));
        Assert.False(Bcrypt.IsWellFormed(hash + "\n"));
        Assert.Equal(hash[4..6], $"{Bcrypt.Cost(hash):00}");
    }

    [Fact]
    public void A_new_hash_verifies_over_the_first_72_bytes()
    {
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)(i * 17))];
        foreach (var length in new[] { 0, 1, 55, 56, 71, 72, 73, 100 })
        {
            var password = new string('p', length);
            var hash = Bcrypt.Hash(password, salt, 4);
            Assert.StartsWith("$2b$04$", hash, StringComparison.Ordinal);
            Assert.True(Bcrypt.IsWellFormed(hash));
            Assert.True(Bcrypt.Verifies(hash, password));
            Assert.Equal(length >= 72, Bcrypt.Verifies(hash, password + "p"));
        }

        var wide = string.Concat(Enumerable.Repeat("é", 36));
        Assert.True(Bcrypt.Verifies(Bcrypt.Hash(wide, salt, 4), wide + "x"));
        Assert.NotEqual(Bcrypt.Hash("a", salt, 4), Bcrypt.Hash("a", new byte[16], 4));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12341234")]
    [InlineData("$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2a$32$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe")]
    [InlineData("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe=")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$abc$def")]
    public void Other_texts_are_no_hashes(string text)
    {
        Assert.False(Bcrypt.IsWellFormed(text));
        Assert.False(Bcrypt.Verifies(text, "U*U"));
        Assert.DoesNotContain("CCC", Assert.Throws<FormatException>(() => Bcrypt.Cost(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cost_that_Dex_refuses_at_login_is_not_computed()
    {
        Assert.False(Bcrypt.Verifies(Demo.Replace("$12$", "$31$", StringComparison.Ordinal), "12341234"));
        Assert.True(Bcrypt.IsWellFormed(Demo.Replace("$12$", "$31$", StringComparison.Ordinal)));
    }
}
