using KfTenants.Plans;
using KfTenants.Testing;

namespace KfTenants.Fuzzing;

/// <summary>A changed plan file is refused, or is the very approval that it was: what the checksum covers never changes unseen.</summary>
public sealed class PlanDocumentFuzzTests
{
    private static readonly string[] Tokens =
        ["\"", ",", "{", "}", "[", "]", ":", "null", "true", "0", "1e9", "\"create\"", "\"delete\"", "\"keep\"", "\"sha256:\"", "\\u0041", "\\", "\n", "\"set\":\"x\",",
            "\"changes\":[],", "\"scope\":{\"tenants\":null},", "\"checksum\":\"sha256:0\","];

    [Fact]
    public void What_was_approved_is_never_changed() => Fuzz.Play(500, random =>
    {
        var name = PlanCases.All.Keys.ElementAt(random.Next(PlanCases.All.Count));
        var saved = HandMade.Document(PlanCases.All[name]).ToJson();
        var original = Covered(PlanDocumentReader.Read("p.json", saved));
        PlanDocument read;
        try
        {
            read = PlanDocumentReader.Read("p.json", OfFile(Fuzz.Mutated(saved, random, Tokens)));
        }
        catch (KfTenantsException e)
        {
            Assert.StartsWith("p.json: ", e.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(original, Covered(read));
    });

    // A file of UTF-8 holds no half surrogate pair.
    private static string OfFile(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    // Not by the sum itself: that is what is tried.
    private static string Covered(PlanDocument plan) => string.Join('\n',
    [
        plan.Set,
        plan.Cluster.Uid,
        plan.Scope.Tenants is { } scope ? string.Join('|', scope) : "all",
        .. plan.Changes.OrderBy(c => c.Id, StringComparer.Ordinal)
            .Select(c => $"{c.Id}|{c.Action}|{c.Object}|{string.Join('|', c.Fields.Select(f => $"{f.Path}={f.Old}>{f.New}"))}"),
    ]);
}
