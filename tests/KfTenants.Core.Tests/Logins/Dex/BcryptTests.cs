using System.Text;

namespace KfTenants.Logins.Dex;

public sealed class BcryptTests
{
    private const string Demo = "$2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72";

    /// <summary>Vectors of crypt_blowfish (wrapper.c), jBCrypt, py-bcrypt and the Kubeflow manifests.</summary>
    [Theory]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy")]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored",
        "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui")]
    [InlineData("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe")]
    [InlineData("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("Kk4DQuMMfZL9o", "$2b$04$cVWp4XaNU8a4v1uMRum2SO026BWLIoQMD/TXg5uZV.0P.uO8m3YEm")]
    [InlineData("9IeRXmnGxMYbs", "$2b$04$pQ7gRO7e6wx/936oXhNjrOUNOHL1D0h1N2IDbJZYs.1ppzSof6SPy")]
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

        // 71 bytes and a letter of two: the cut goes through it, as in Go.
        var split = new string('p', 71) + "é";
        Assert.True(Bcrypt.Verifies(Bcrypt.Hash(split, salt, 4), split + "x"));
        Assert.False(Bcrypt.Verifies(Bcrypt.Hash(split, salt, 4), new string('p', 71) + "x"));

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
    [InlineData("$2a$05$CCCCCCCCCC!CCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2a$05$CCCCCCCCCCCCCCCCCCCC\u00FF.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2a$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
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

    [Fact]
    public void Any_text_can_be_a_password()
    {
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)(255 - i))];

        // A zero is a character as any other, and the text goes on behind it.
        Assert.False(Bcrypt.Verifies(Bcrypt.Hash("a\0b", salt, 4), "a\0c"));
        Assert.False(Bcrypt.Verifies(Bcrypt.Hash("a\0b", salt, 4), "a"));

        // Half of a surrogate pair has no UTF-8 form; everywhere else it is written as U+FFFD.
        Assert.True(Bcrypt.Verifies(Bcrypt.Hash("a\uD83D", salt, 4), "a\uFFFD"));
    }

    [Fact]
    public void The_salt_and_cost_of_a_new_hash_are_the_given_ones()
    {
        var hash = Bcrypt.Hash("a", [0x14, 0x4B, 0x3D, 0x69, 0x1A, 0x7B, 0x4E, 0xCF, 0x39, 0xCF, 0x73, 0x5C, 0x7F, 0xA7, 0xA7, 0x9C], 6);
        Assert.Equal("$2b$06$DCq7YPn5Rq63x1Lad4cll.", hash[..29]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Bcrypt.Hash("a", new byte[15], 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bcrypt.Hash("a", new byte[16], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bcrypt.Hash("a", new byte[16], 32));
    }
}
