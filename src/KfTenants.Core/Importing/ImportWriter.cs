using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <summary>A part of the written file that can go by itself: what the rules refuse of what was found.</summary>
/// <param name="Tenant">Null for what is of no tenant.</param>
/// <param name="What">For a sentence.</param>
/// <param name="Without">The set without it, given the reason.</param>
internal sealed record ImportPiece(string? Tenant, string What, Func<ImportedSet, string, ImportedSet> Without);

/// <summary>The tenants file of an import.</summary>
/// <param name="Pieces">By line, from 1: what the line says.</param>
internal sealed record WrittenSet(string Text, ImmutableSortedDictionary<int, ImportPiece> Pieces);

/// <summary>
/// Writes what was imported as a tenants file: one value to a line, so that a person can read, change and review it, in a stable order, each finding as a
/// comment at its place. A tenant that cannot stand in the file stands there as a comment, whole.
/// </summary>
internal sealed partial class ImportWriter
{
    public const string SchemaLine = "# yaml-language-server: $schema=./tenants.schema.json";

    private readonly ImportedSet _set;
    private readonly Dictionary<string, string> _handles;
    private readonly StringBuilder _text = new();
    private readonly ImmutableSortedDictionary<int, ImportPiece>.Builder _pieces = ImmutableSortedDictionary.CreateBuilder<int, ImportPiece>();
    private int _lines;
    private bool _asComment;

    private ImportWriter(ImportedSet set)
    {
        _set = set;
        _handles = set.Users.GroupBy(u => u.Email, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Handle, StringComparer.Ordinal);
    }

    /// <param name="origin">What it was imported from, for the first comment.</param>
    public static WrittenSet Write(ImportedSet set, string origin)
    {
        var writer = new ImportWriter(set);
        writer.WriteAll(origin);
        return new WrittenSet(writer._text.ToString(), writer._pieces.ToImmutable());
    }

    private void WriteAll(string origin)
    {
        Line(SchemaLine);
        Line("#");
        foreach (var line in TenantsFileText.Comment("", $"Imported from {origin}. Comments say where a value came from; a line with \"finding:\" is for you to decide."))
        {
            Line(line);
        }

        Line("#");
        foreach (var finding in _set.Findings)
        {
            Comment("", "finding: " + finding.Text);
        }

        Line("apiVersion: kftenants.io/v1");
        Line("kind: TenantSet");
        Line("metadata:");
        Line($"  name: {TenantsFileText.Scalar(_set.Name)}");
        WriteSettings("platform", _set.Platform, key => set => set with { Platform = set.Platform.Remove(key) });
        WriteUsers();
        WriteGroups();
        WriteTiers();
        WriteSettings("defaults", _set.Defaults, key => set => set with { Defaults = set.Defaults.Remove(key) });
        WriteSettings("guards", _set.Guards, key => set => set with { Guards = set.Guards.Remove(key) });
        Line("");
        Line(_set.Tenants.Any(t => t.LeftOut is null) ? "tenants:" : "tenants: []");
        foreach (var tenant in _set.Tenants)
        {
            WriteTenant(tenant);
        }
    }

    // dex/namespace: "x" as dex: {…}, one key to a line.
    private void WriteSettings(string section, ImmutableSortedDictionary<string, string> values, Func<string, Func<ImportedSet, ImportedSet>> without)
    {
        if (values.IsEmpty)
        {
            return;
        }

        Line("");
        Line(section + ":");
        var inside = "";
        foreach (var (path, json) in values)
        {
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && path[..slash] != inside)
            {
                inside = path[..slash];
                Line($"  {inside}:");
            }

            var indentation = slash > 0 ? "    " : "  ";
            var piece = new ImportPiece(null, $"the setting {section}.{path.Replace('/', '.')} ({Json(json)})", (set, _) => without(path)(set));
            Line($"{indentation}{path[(slash + 1)..]}: {Json(json)}", piece);
        }
    }

    private void WriteUsers()
    {
        if (_set.Users.IsEmpty)
        {
            return;
        }

        Line("");
        Line("users:");
        foreach (var user in _set.Users)
        {
            var whole = new ImportPiece(null, $"the user {user.Email}", (set, why) => set.WithoutUser(user, why));
            Line($"  - name: {TenantsFileText.Scalar(user.Handle)}{TenantsFileText.Trailing(user.Source)}", whole);
            Line($"    email: {TenantsFileText.Scalar(user.Email)}", whole);
            Field("username", user.Username, u => u with { Username = null });
            Field("userID", user.UserId, u => u with { UserId = null });
            if (user.Login is { } login)
            {
                var piece = Of($"the login of {user.Email}", u => u with { Login = null });
                Line("    login:", piece);
                Line(login.From is { } from
                    ? $"      {login.Form}: {{{from}: {TenantsFileText.Scalar(login.Value)}}}"
                    : $"      {login.Form}: {TenantsFileText.Scalar(login.Value)}", piece);
            }

            if (user.Groups is { } groups)
            {
                Line($"    groups: [{string.Join(", ", groups.Select(TenantsFileText.Scalar))}]", Of("groups", u => u with { Groups = null }));
            }

            Field("preferredUsername", user.PreferredUsername, u => u with { PreferredUsername = null });
            Field("displayName", user.DisplayName, u => u with { DisplayName = null });
            if (user.EmailVerified is { } verified)
            {
                Line($"    emailVerified: {(verified ? "true" : "false")}");
            }

            void Field(string key, string? value, Func<ImportedUser, ImportedUser> without)
            {
                if (value is not null)
                {
                    Line($"    {key}: {TenantsFileText.Scalar(value)}", Of($"{key} of {user.Email}", without));
                }
            }

            ImportPiece Of(string what, Func<ImportedUser, ImportedUser> without) => new(null, what, (set, _) => set.WithUser(user.Handle, without));
        }
    }

    private void WriteGroups()
    {
        if (_set.Groups.IsEmpty)
        {
            return;
        }

        Line("");
        Line("groups:");
        foreach (var group in _set.Groups)
        {
            Line($"  - name: {TenantsFileText.Scalar(group.Name)}");
            Line($"    members: [{string.Join(", ", group.Members.Select(Who))}]");
        }
    }

    private void WriteTiers()
    {
        if (_set.Tiers.IsEmpty)
        {
            return;
        }

        Line("");
        Line("tiers:");
        foreach (var tier in _set.Tiers)
        {
            Line($"  {TenantsFileText.Scalar(tier.Name)}:");
            WriteLimits("    ", tier.Quota, tier.LimitRange, quota: null, limitRange: null);
        }
    }

    private void WriteTenant(ImportedTenant tenant)
    {
        _asComment = tenant.LeftOut is not null;
        if (tenant.LeftOut is { } why)
        {
            Comment("  ", $"finding: {tenant.Name} is left out: {why}");
        }
        else if (!tenant.Sources.IsEmpty)
        {
            Comment("  ", "from " + string.Join(", ", tenant.Sources));
        }

        foreach (var finding in tenant.Findings)
        {
            Comment("  ", "finding: " + finding.Text);
        }

        // Without its quota or plugins, an apply would take them away from what is there.
        var whole = new ImportPiece(tenant.Name, "the tenant", (set, reason) => set.With(tenant.Name, t => t.Without(reason)));
        Line($"  - name: {TenantsFileText.Scalar(Without(_set.NamespacePrefix, tenant.Name))}", whole);
        if (tenant.IsSuspended)
        {
            Line("    state: suspended");
        }

        if (tenant.Owner is { } owner)
        {
            Line($"    owner: {Who(owner)}", whole);
        }

        if (tenant.Contributors.Length > 0)
        {
            Line("    contributors:");
            foreach (var contributor in tenant.Contributors)
            {
                WriteContributor(tenant, contributor);
            }
        }

        if (tenant.Tier is { } tier)
        {
            Line($"    tier: {TenantsFileText.Scalar(tier)}");
        }

        WriteLimits("    ", tenant.Quota, tenant.LimitRange,
            _ => whole, Of("limitRange", t => t with { LimitRange = null }));
        WriteShares(tenant, Of);
        if (tenant.Plugins.Length > 0)
        {
            Line("    plugins:", whole);
            foreach (var plugin in tenant.Plugins)
            {
                Line($"      - {{kind: {TenantsFileText.Scalar(plugin.Kind)}, spec: {Json(plugin.SpecJson)}}}", whole);
            }
        }

        if (tenant.Labels.Count + tenant.Annotations.Count > 0)
        {
            Line("    namespace:");
            WritePairs("labels", tenant.Labels, key => Of($"the label {key}", t => t with { Labels = t.Labels.Remove(key) }));
            WritePairs("annotations", tenant.Annotations, key => Of($"the annotation {key}", t => t with { Annotations = t.Annotations.Remove(key) }));
        }

        if (tenant.Network is { } network)
        {
            WriteNetwork(network, Of("network", t => t with { Network = null }));
        }

        WriteAccess(tenant, Of);

        if (tenant.Posix is { } identity)
        {
            WritePosix(identity, Of("posix", t => t with { Posix = null }));
        }

        if (tenant.Walltime is { } walltime)
        {
            WriteWalltime(walltime, Of("walltime", t => t with { Walltime = null }));
        }

        foreach (var (key, text) in ContentsText.Of(tenant))
        {
            Line(text, Of(key, t => key switch
            {
                "imagePullSecrets" => t with { PullSecrets = [] },
                "podDefaults" => t with { PodDefaults = [] },
                "configMaps" => t with { ConfigMaps = [] },
                _ => t with { Secrets = [] },
            }));
        }

        _asComment = false;

        ImportPiece Of(string what, Func<ImportedTenant, ImportedTenant> without) => new(tenant.Name, what, (set, _) => set.With(tenant.Name, without));
    }

    private void WriteContributor(ImportedTenant tenant, ImportedContributor contributor)
    {
        var until = contributor.Until is { } end ? $", until: {TenantsFileText.Scalar(end)}" : "";
        Line($"      - {{{(contributor.IsGroup ? "group" : "user")}: {(contributor.IsGroup ? TenantsFileText.Scalar(contributor.Who) : Who(contributor.Who))}, " +
            $"role: {contributor.Role.ToText()}{until}}}{TenantsFileText.Trailing(contributor.Source)}",
            new ImportPiece(tenant.Name, $"the contributor {contributor.Who}",
                (set, _) => set.With(tenant.Name, t => t with { Contributors = t.Contributors.Remove(contributor) })));
    }

    private void WriteNetwork(NetworkIsolation network, ImportPiece piece)
    {
        Line("    network:", piece);
        Line("      isolate: true", piece);
        foreach (var (key, allowed) in new[] { ("allowNamespaces", network.AllowNamespaces), ("allowCIDRs", network.AllowCidrs) })
        {
            if (allowed.Length > 0)
            {
                Line($"      {key}: [{string.Join(", ", allowed.Select(TenantsFileText.Scalar))}]", piece);
            }
        }
    }

    private void WriteAccess(ImportedTenant tenant, Func<string, Func<ImportedTenant, ImportedTenant>, ImportPiece> of)
    {
        if (tenant.ServiceAccounts.Length > 0)
        {
            Line("    serviceAccounts:");
        }

        foreach (var account in tenant.ServiceAccounts)
        {
            var role = account.ClusterRole is null ? ""
                : AccountPreset.OfClusterRole(account.ClusterRole) is { } preset ? $", preset: {preset}"
                : $", clusterRole: {TenantsFileText.Scalar(account.ClusterRole)}";
            Line($"      - {{name: {TenantsFileText.Scalar(account.Name)}{role}{Yes("automountToken", account.MountsToken)}{Yes("allowWildcards", account.AllowsWildcards)}}}",
                of($"the service account {account.Name}", t => t with { ServiceAccounts = t.ServiceAccounts.Remove(account) }));
        }

        if (tenant.RoleBindings.Length > 0)
        {
            Line("    roleBindings:");
        }

        foreach (var grant in tenant.RoleBindings)
        {
            var name = grant.OwnName is { } own ? $", name: {TenantsFileText.Scalar(own)}" : "";
            Line($"      - {{{(grant.Role.IsOfCluster ? "clusterRole" : "role")}: {TenantsFileText.Scalar(grant.Role.Name)}{Subjects("users", GrantSubjectKind.User)}" +
                $"{Subjects("groups", GrantSubjectKind.Group)}{Subjects("serviceAccounts", GrantSubjectKind.ServiceAccount)}{name}{Yes("allowWildcards", grant.AllowsWildcards)}}}",
                of($"the binding of {grant.Role}", t => t with { RoleBindings = t.RoleBindings.Remove(grant) }));

            string Subjects(string key, GrantSubjectKind kind)
            {
                string[] names = [.. grant.Subjects.Where(s => s.Kind == kind).Select(s =>
                    kind == GrantSubjectKind.User ? Who(s.Name) : TenantsFileText.Scalar(s.Namespace is null ? s.Name : $"{s.Namespace}/{s.Name}"))];
                return names.Length == 0 ? "" : $", {key}: [{string.Join(", ", names)}]";
            }
        }

        static string Yes(string key, bool value) => value ? $", {key}: true" : "";
    }

    private void WritePairs(string name, ImmutableSortedDictionary<string, string> pairs, Func<string, ImportPiece> piece)
    {
        if (pairs.IsEmpty)
        {
            return;
        }

        Line($"      {name}:");
        foreach (var (key, value) in pairs)
        {
            Line($"        {TenantsFileText.Scalar(key)}: {TenantsFileText.Scalar(value)}", piece(key));
        }
    }

    private string Who(string email) => TenantsFileText.Scalar(_handles.GetValueOrDefault(email, Without(_set.UsernamePrefix, email)));

    private static string Without(string prefix, string name) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;

    // A value of JSON in braces, with this file's quotes.
    private static string Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Json(document.RootElement);
    }

    internal static string Json(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(p => $"{TenantsFileText.Scalar(p.Name)}: {Json(p.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Json))}]",
        JsonValueKind.String => TenantsFileText.Scalar(value.GetString()!),
        _ => CanonicalJson.Of(value),
    };

    private void Comment(string indentation, string text)
    {
        foreach (var line in TenantsFileText.Comment(indentation, text))
        {
            Append(line);
        }
    }

    private void Line(string text, ImportPiece? piece = null)
    {
        if (_asComment)
        {
            Append("  # " + text[2..]);
            return;
        }

        Append(text);
        if (piece is not null)
        {
            _pieces[_lines] = piece;
        }
    }

    private void Append(string line)
    {
        _text.Append(line).Append('\n');
        _lines++;
    }
}
