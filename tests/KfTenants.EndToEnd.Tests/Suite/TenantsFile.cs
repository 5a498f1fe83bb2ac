using System.Collections.Immutable;
using System.Text;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>A tenants file, to be changed with <c>with</c> as a person would edit it.</summary>
public sealed record TenantsFile(string Set, params ImmutableArray<Team> Teams)
{
    /// <summary>Lines under <c>platform:</c>, indented.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Lines under <c>users:</c>; empty: people are named by e-mail.</summary>
    public ImmutableArray<string> Users { get; init; } = [];

    /// <summary>Wide open but where a test is about them: most tests change a large share of a small set.</summary>
    public string Guards { get; init; } = "{maxDeletes: 1000, maxDeletePercent: 100, maxAccessRevokedPercent: 100, minTenantsPercent: 0}";

    /// <summary>Entries of <c>fieldRules:</c>, as flow mappings.</summary>
    public ImmutableArray<string> FieldRules { get; init; } = [];

    /// <summary>The same file with one team edited.</summary>
    public TenantsFile With(string name, Func<Team, Team> edit) =>
        this with { Teams = [.. Teams.Select(team => team.Name == name ? edit(team) : team)] };

    public TenantsFile Without(string name) => this with { Teams = [.. Teams.Where(team => team.Name != name)] };

    public string ToYaml()
    {
        var yaml = new StringBuilder();
        yaml.AppendLine("apiVersion: kftenants.io/v1");
        yaml.AppendLine("kind: TenantSet");
        yaml.AppendLine($"metadata: {{name: {Set}}}");
        yaml.AppendLine($"guards: {Guards}");
        if (Platform.Length > 0)
        {
            yaml.AppendLine("platform:").AppendLine(Platform);
        }

        if (!Users.IsEmpty)
        {
            yaml.AppendLine("users:");
            foreach (var user in Users)
            {
                yaml.AppendLine("  - " + user);
            }
        }

        if (!FieldRules.IsEmpty)
        {
            yaml.AppendLine($"fieldRules: [{string.Join(", ", FieldRules)}]");
        }

        yaml.AppendLine("tenants:");
        foreach (var team in Teams)
        {
            yaml.Append(team.ToYaml());
        }

        return yaml.ToString();
    }
}

/// <summary>One tenant of the file.</summary>
public sealed record Team(string Name, string Owner)
{
    /// <summary>E-mail and role.</summary>
    public ImmutableArray<(string Email, string Role)> Contributors { get; init; } = [];

    /// <summary>Null: the key is absent, which means active.</summary>
    public string? State { get; init; }

    /// <summary>A flow mapping; null: the key is absent.</summary>
    public string? Quota { get; init; }

    public string? LimitRange { get; init; }

    public string? Namespace { get; init; }

    public string? Network { get; init; }

    public string? Posix { get; init; }

    public string? Walltime { get; init; }

    public string? Retention { get; init; }

    public string? RoleBindings { get; init; }

    public string? ServiceAccounts { get; init; }

    /// <summary>Further keys, as lines with their indentation.</summary>
    public string Contents { get; init; } = "";

    /// <summary>What exists already may be taken over.</summary>
    public bool Adopts { get; init; }

    public Team With(string email, string role) =>
        this with { Contributors = [.. Contributors.Where(c => c.Email != email), (email, role)] };

    public Team Without(string email) => this with { Contributors = [.. Contributors.Where(c => c.Email != email)] };

    public string ToYaml()
    {
        var yaml = new StringBuilder();
        yaml.AppendLine($"  - name: {Name}");
        yaml.AppendLine($"    owner: {Owner}");
        if (Adopts)
        {
            yaml.AppendLine("    adopt: true");
        }

        if (!Contributors.IsEmpty)
        {
            yaml.AppendLine("    contributors:");
            foreach (var (email, role) in Contributors)
            {
                yaml.AppendLine($"      - {{user: {email}, role: {role}}}");
            }
        }

        var maps = (ReadOnlySpan<(string, string?)>)
        [
            ("state", State), ("quota", Quota), ("limitRange", LimitRange), ("namespace", Namespace), ("network", Network), ("posix", Posix), ("walltime", Walltime),
            ("retention", Retention), ("roleBindings", RoleBindings), ("serviceAccounts", ServiceAccounts),
        ];
        foreach (var (key, value) in maps)
        {
            if (value is not null)
            {
                yaml.AppendLine($"    {key}: {value}");
            }
        }

        return yaml.Append(Contents).ToString();
    }
}
