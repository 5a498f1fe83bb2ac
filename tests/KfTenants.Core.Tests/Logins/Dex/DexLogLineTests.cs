using System.Text;

namespace KfTenants.Logins.Dex;

public sealed class DexLogLineTests
{
    private const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";

    [Theory]
    [InlineData("time=\"x\" level=info msg=\"config issuer\"\ntime=\"x\" level=error msg=\"bad\"\ntime=\"x\" level=info msg=bye\n", "time=\"x\" level=error msg=\"bad\"")]
    [InlineData("{\"level\":\"INFO\",\"msg\":\"a\"}\n{\"level\":\"ERROR\",\"msg\":\"b\"}\n{\"level\":\"INFO\",\"msg\":\"c\"}", "{\"level\":\"ERROR\",\"msg\":\"b\"}")]
    [InlineData("starting\r\nfailed to initialize server: no password hash provided\r\n", "failed to initialize server: no password hash provided")]
    [InlineData("only this", "only this")]
    [InlineData("  \n\n", null)]
    public void The_line_that_tells_why_is_chosen(string log, string? line) => Assert.Equal(line, DexLogLine.Of(log, []));

    [Theory]
    [InlineData("error: malformed bcrypt hash " + Hash + " for ana")]
    [InlineData("error: malformed bcrypt hash $2a$10$cutoff for ana")]
    [InlineData("error: malformed bcrypt hash my-own-hash for ana")]
    [InlineData("error: malformed bcrypt hash bXktb3duLWhhc2g= for ana")]
    public void No_hash_is_in_it(string log) => Assert.Equal("error: malformed bcrypt hash *** for ana", DexLogLine.Of(log, ["my-own-hash"]));

    [Fact]
    public void No_hash_is_in_it_as_base64_either()
    {
        var line = DexLogLine.Of("error: illegal " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Hash)) + " here", []);
        Assert.Equal("error: illegal *** here", line);
    }

    [Fact]
    public void A_long_line_is_cut_and_controls_are_blanks() =>
        Assert.Equal("error: \u0020[2J" + new string('x', 289) + "...", DexLogLine.Of("error: \u001b[2J" + new string('x', 1000), []));
}
