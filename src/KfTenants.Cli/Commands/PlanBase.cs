using System.Collections.Immutable;
using KfTenants.Comparison;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The file before a change of it, as <c>plan --base</c> names it: read as data, never a reason to end, and without a say in what the plan does.</summary>
/// <param name="Set">Null when it has errors, which are told.</param>
internal sealed record PlanBase(ImmutableArray<string> Files, TenantSet? Set)
{
    // By e-mail: what was made or verified once is not made twice, least of all with another salt.
    private readonly Dictionary<string, string?> _hashes = new(StringComparer.Ordinal);

    /// <summary>Null when none was named.</summary>
    public static async Task<PlanBase?> ReadAsync(string[]? paths, Terminal terminal, CancellationToken cancellationToken)
    {
        if (paths is not { Length: > 0 })
        {
            return null;
        }

        var documents = await DocumentFile.ReadAsync([.. paths], terminal, cancellationToken);
        return new PlanBase([.. documents.Select(d => d.Name)], BaseFile.Read(documents, "the base", terminal));
    }

    /// <summary>What of it one cluster gets, with a comparison of its own; the whole for null.</summary>
    public PlanBase For(string? cluster) => cluster is null ? this : new PlanBase(Files, Set?.For(cluster));

    /// <summary>A person's hash in the plan, kept for the comparison.</summary>
    public void Remember(User user, string? hash) => _hashes[user.Email] = hash;

    /// <summary>The plan's document, with what of it the change of the file brings.</summary>
    public PlanDocument Attribute(PlanDocument document, TenantSet set, LiveState live, PlanOptions options) => Set is null
        ? document with { Base = new BaseDocument(Files) { Problem = "it is invalid" } }
        : new PlanAttribution(set, Set, email => _hashes.GetValueOrDefault(email)).Attribute(document, Files, live, options);

    /// <summary>A failure to find a cluster, with what can be done without one.</summary>
    public KfTenantsException WithoutCluster(KfTenantsException failed, IEnumerable<string> heads)
    {
        var diff = PasteText.Command("kftenants", "diff", Files is [var only] ? only : "BASE", heads.ToArray() is [var head] ? head : "FILE");
        var instead = $"Without a cluster, {diff} says what the change asks for.";
        return new KfTenantsException([.. failed.Problems.Select(p => p with { Remedy = p.Remedy ?? instead })]);
    }
}
