using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Tenants.Reading;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>
/// The way back: from a cluster, or from what another system calls its tenants, to a tenants file. What is written is read back by the reader of tenants
/// files, and what a plan would do with it is planned: what the rules refuse, and what would be a conflict, becomes a comment, so that the file can be applied as
/// it is; every other difference is said. Pure; equal inputs give equal files.
/// </summary>
public static class Import
{
    private const string FileName = "tenants.yaml";

    // Each round takes something away, or is the last.
    private const int MostRounds = 50;

    /// <param name="live">Read without a document.</param>
    /// <param name="origin">What it is, for the first comment.</param>
    public static ImportResult FromCluster(LiveState live, ImportOptions options, string origin)
    {
        var set = ClusterImport.Read(live, options);
        for (var round = 0; round < MostRounds; round++)
        {
            set = Accepted(set, options, out var read);
            if (read is null)
            {
                break;
            }

            var (planned, isSettled) = PlanCheck.Against(set, read, live);
            set = planned;
            if (isSettled)
            {
                break;
            }
        }

        return Finish(set, options, origin);
    }

    /// <param name="set">What another system's file says.</param>
    public static ImportResult FromFile(ImportedSet set, ImportOptions options, string origin) => Finish(
        set with { Name = options.Name ?? ImportOptions.DefaultName, Tenants = [.. set.Tenants.Where(t => options.Includes(t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal)] },
        options,
        origin);

    private static ImportResult Finish(ImportedSet set, ImportOptions options, string origin)
    {
        set = Accepted(set, options, out _);
        set = Repetition.Factored(set.Tenants.All(t => t.LeftOut is not null)
            ? set.Saying("no tenant stands in the file, which is refused as long as there is none: add one, or bring back one that is left out")
            : set, options);
        var hashes = set.Users.Count(u => u.Login is { Form: "passwordHash" });
        set = hashes == 0 ? set : set.Saying(
            $"{(hashes == 1 ? "a password hash stands" : $"{hashes} password hashes stand")} in the file: who can read it can try passwords; keep it where few can, " +
            "or give hashes by passwordHashFrom");
        var text = ImportWriter.Write(set, origin).Text;
        Read(text, options).TryGet(out _, out var problems);
        return new ImportResult(
            text, [.. set.AllFindings], set.Tenants.Count(t => t.LeftOut is null), set.Users.Length, [.. problems.Where(p => p.Severity == Severity.Error)]);
    }

    // What the rules refuse becomes a finding, with their own words.
    private static ImportedSet Accepted(ImportedSet set, ImportOptions options, out TenantSet? read)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var written = ImportWriter.Write(set, "");
            if (Read(written.Text, options).TryGet(out read, out var problems))
            {
                return set;
            }

            var wrong = problems.Where(p => p.Severity == Severity.Error && written.Pieces.ContainsKey(p.Location.Line))
                .GroupBy(p => written.Pieces[p.Location.Line])
                .ToList();
            if (wrong.Count == 0)
            {
                return set;
            }

            foreach (var refusal in wrong)
            {
                set = Without(set, refusal.Key, refusal.First());
            }
        }

        read = null;
        return set;
    }

    private static ImportedSet Without(ImportedSet set, ImportPiece piece, Diagnostic why)
    {
        var reason = why.Message.TrimEnd('.');
        var without = piece.Without(set, reason);
        var text = $"{piece.What} is not in the file: {reason}";
        return piece.Tenant is not { } tenant ? without.Saying(text)
            : without.Tenants.Any(t => t.Name == tenant && t.LeftOut == reason) ? without
            : without.With(tenant, t => t.Saying(text));
    }

    private static ParseResult<TenantSet> Read(string text, ImportOptions options) =>
        YamlDocument.Parse(FileName, text, TenantsSchema.Fits).TryGet(out var document, out var syntax)
            ? TenantReader.Read([document], TenantResources.Rules, options.Time)
            : new ParseResult<TenantSet>(null, syntax);
}
