using System.Text;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>The check for secrets sees one in each of its forms; what it guards is every run of <see cref="CaseRun"/>.</summary>
public sealed class CanaryTests
{
    private const string Secret = "canary/\"horse\"+battery";
    private const string Hash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";

    public static TheoryData<string> Leaks =>
    [
        $"before {Secret} after",
        $"{{\"a\":{System.Text.Json.JsonSerializer.Serialize(Secret)}}}",
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Secret}")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Secret}:x")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"users:{Secret}:x")),
        Hash,
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Hash)),
    ];

    [Theory]
    [MemberData(nameof(Leaks))]
    public void A_planted_secret_is_found(string text) =>
        Assert.Contains("is in the text", Assert.Throws<InvalidOperationException>(() => Canaries.Check("the text", text, Secret)).Message, StringComparison.Ordinal);

    [Fact]
    public void Innocent_text_is_not_one() => Canaries.Check("the text", "user@example.com sha256:0123 $2b$12$ \"horse\"", Secret);

    [Fact]
    public async Task A_run_that_leaks_fails_its_test()
    {
        using var run = new CaseRun();
        await run.StepAsync("env LEAK=team-audio");
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.RunAsync("plan"));
    }

    [Theory]
    [InlineData("plan --verbose")]
    [InlineData("plan -o json")]
    [InlineData("plan --out plan.json")]
    [InlineData("apply --auto-approve --verbose")]
    [InlineData("apply --auto-approve -o json -o text=report.json")]
    [InlineData("validate -o json")]
    [InlineData("doctor --user gil@example.com --verbose -o json")]
    public async Task No_login_is_in_what_a_run_says_or_saves(string command)
    {
        using var run = new CaseRun();
        await run.StepAsync("edit tenants.yaml | - {name: gil, email: gil@example.com} | - {name: gil, email: gil@example.com, login: {passwordFrom: {env: KFT_GIL_PASSWORD}}}");
        await run.StepAsync("env KFT_GIL_PASSWORD=canary horse battery staple");
        await run.RunAsync(command);
    }
}
