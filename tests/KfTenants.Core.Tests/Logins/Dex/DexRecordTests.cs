namespace KfTenants.Logins.Dex;

public sealed class DexRecordTests
{
    private static readonly DexUser Ana = new("ana+1@x", "h1", null, "ana", "1", null, null, null, ["g"]);
    private static readonly DexUser Ben = new("ben@x", null, "BEN", "ben", "2", null, null, true, null);

    [Fact]
    public void Record_is_compact_and_sorted()
    {
        var json = new DexRecord(["b@x", "a+1@x", "é@x", "b@x"], "sha256:00").ToJson();

        Assert.Equal("""{"managed":["a+1@x","b@x","é@x"],"checksum":"sha256:00"}""", json);
        Assert.Equal(json, DexRecord.Parse(json).ToJson());
    }

    [Fact]
    public void Places_of_logins_are_told_and_read_again()
    {
        var record = new DexRecord([], "sha256:00") { Hashes = "sha256:11", Secret = "dex-passwords", Variables = ["B", "A"], Passwords = true };

        Assert.Equal(
            """{"managed":[],"checksum":"sha256:00","hashes":"sha256:11","secret":"dex-passwords","variables":["A","B"],"passwords":true}""", record.ToJson());
        Assert.Equal(record.ToJson(), DexRecord.Parse(record.ToJson()).ToJson());
        Assert.Equal("""{"managed":["a@x"],"secret":"dex-passwords","variables":["A","B"],"passwords":true}""", new DexRecord(["a@x"], null).KnowingOf(record).ToJson());
    }

    [Fact]
    public void User_ids_of_parked_people_are_kept_in_order()
    {
        const string Json = """{"managed":["a@x"],"checksum":"sha256:00","parked":{"b@x":"2","c@x":"3"}}""";

        Assert.Equal("2", DexRecord.Parse(Json).Parked["b@x"]);
        Assert.Equal(Json, DexRecord.Parse(Json).ToJson());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    public void No_record_is_an_empty_one(string? text)
    {
        Assert.Equal("""{"managed":[]}""", DexRecord.Parse(text).ToJson());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"managed":"a@x"}""")]
    [InlineData("""{"managed":[1]}""")]
    [InlineData("""{"checksum":1}""")]
    [InlineData("""{"parked":[]}""")]
    [InlineData("""{"parked":{"a@x":1}}""")]
    public void A_broken_record_is_refused(string text) => Assert.Throws<FormatException>(() => DexRecord.Parse(text));

    [Fact]
    public void Checksum_depends_on_what_Dex_would_read_and_not_on_order()
    {
        var sum = DexRecord.ChecksumOf([Ana, Ben], _ => "h2");

        Assert.Matches("^sha256:[0-9a-f]{64}$", sum);
        Assert.Equal(sum, DexRecord.ChecksumOf([Ben, Ana], _ => "h2"));
        string[] others =
        [
            DexRecord.ChecksumOf([Ana, Ben], _ => "h3"),
            DexRecord.ChecksumOf([Ana, Ben], _ => null),
            DexRecord.ChecksumOf([Ana], _ => "h2"),
            DexRecord.ChecksumOf([Ana with { Hash = "h2" }, Ben], _ => "h2"),
            DexRecord.ChecksumOf([Ana with { Groups = [] }, Ben], _ => "h2"),
            DexRecord.ChecksumOf([Ana, Ben with { EmailVerified = null }], _ => "h2"),
            DexRecord.ChecksumOf([Ana, Ben with { Name = "Ben" }], _ => "h2"),
            DexRecord.ChecksumOf([Ana, Ben with { HashFromEnv = "B" }], _ => "h2"),
        ];
        Assert.Equal(others.Length + 1, others.Append(sum).Distinct().Count());
    }
}
