using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Resources;

/// <summary>
/// Entries of a ServiceAccount's <c>imagePullSecrets</c>. The list is atomic: who applies it replaces the entries of all others (kubernetes/kubernetes#72475). So the whole
/// list is written as it was read, with ours in it or out of it, on the version that was read.
/// </summary>
public static class PullSecretEntries
{
    /// <summary>The list in a ServiceAccount.</summary>
    public const string Field = "imagePullSecrets";

    private const string Prefix = "/" + Field + "/";

    /// <summary>The names of the Secrets, in the order of the list.</summary>
    public static IEnumerable<string> Of(KubeObject account) => account.At(Field).Items().Select(e => e.TextMember("name")).OfType<string>();

    /// <summary>What people are shown of it: one field for each entry.</summary>
    public static ImmutableArray<FieldChange> Fields(IEnumerable<string> add, IEnumerable<string> remove) =>
    [
        .. add.Select(name => new FieldChange(Prefix + JsonPointer.Escape(name), null, CanonicalJson.OfText(name)))
            .Concat(remove.Select(name => new FieldChange(Prefix + JsonPointer.Escape(name), CanonicalJson.OfText(name), null)))
            .OrderBy(f => f.Pointer, StringComparer.Ordinal),
    ];

    /// <summary>The write; null when nothing is left to do.</summary>
    public static PlannedWrite? Request(KubeObject account, IEnumerable<string> add, IEnumerable<string> remove)
    {
        var present = Of(account).ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. add.Where(name => !present.Contains(name))];
        string[] left = [.. remove.Where(present.Contains)];
        if (missing.Length + left.Length == 0)
        {
            return null;
        }

        JsonNode?[] entries =
        [
            .. account.At(Field).Items().Where(e => e.TextMember("name") is not { } name || !left.Contains(name, StringComparer.Ordinal)).Select(e => e.ToNode()),
            .. missing.Select(Entry),
        ];
        return PlannedWrite.Patch(account.Key, new JsonObject { [Field] = new JsonArray(entries) }, Precondition.Of(account));
    }

    internal static JsonNode Entry(string name) => new JsonObject { ["name"] = name };
}

/// <summary>A ServiceAccount that another program makes, and that entries are to be put into.</summary>
public sealed class PullSecretTraits : KindTraits
{
    public static readonly PullSecretTraits Instance = new();

    private PullSecretTraits()
    {
    }

    public override ObjectKind Kind => ObjectKind.ServiceAccount;

    public override ApplyPhase Phase => ApplyPhase.Grants;

    public override bool IsMadeElsewhere => true;

    // Never an apply: it would take the entries of others away.
    public override PlannedWrite WriteOnceMade(KubeObject intent) =>
        new(intent.Key, WriteVerb.Patch, WritePayload.MergePatch.Of(new JsonObject { [PullSecretEntries.Field] = intent.At(PullSecretEntries.Field)!.Value.ToNode() }), null)
        {
            Awaits = PlannedWrite.NamespaceOfThisPlan,
        };
}

/// <summary>Entries of a ServiceAccount that is there come or go.</summary>
/// <param name="Add">Names of Secrets.</param>
/// <param name="Remove">The same.</param>
public sealed record PullSecretBasis(ImmutableArray<string> Add, ImmutableArray<string> Remove) : ChangeBasis
{
    public override ApplyPhase Phase => ApplyPhase.Grants;
}
