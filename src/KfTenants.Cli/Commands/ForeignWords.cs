using System.Collections.Immutable;

namespace KfTenants.Cli.Commands;

/// <summary>Options and commands of kubectl, terraform, helm and their like that people type out of habit, with what they are here.</summary>
internal static class ForeignWords
{
    internal static readonly ImmutableDictionary<string, string> Options = Table(
        ("--auto-approve", "--yes -y --assume-yes --approve --force -force --no-input --non-interactive --no-prompt --skip-confirmation -input --input"),
        ("kftenants plan", "--dry-run -dry-run --check --noop --what-if --diff -diff --show-diff --preview"),
        ("--server-dry-run", "--dry-run=server --server-side"),
        ("--tenant", "-target --target -n --namespace --only --profile -l --selector"),
        ("--file", "-var-file --var-file --filename -filename --values --config -c --from-file -k --kustomize -R --recursive"),
        ("--out", "--save --plan-file --out-file --output-file"),
        ("-o json", "-json --json"),
        ("--output", "--format -format --output-format"),
        ("--detailed-exitcode", "--exit-code"),
        ("--no-color", "--no-colors --no-colour --color --colour"),
        ("--verbose", "--debug -d --log-level --v --trace"),
        ("2>/dev/null: all that is not the answer goes to standard error", "--quiet -q --silent -s"),
        ("--request-timeout", "--timeout"),
        ("--wait-timeout", "--wait --wait-for"),
        ("--lock-timeout", "-lock --lock --no-lock"),
        ("--context", "--kube-context"),
        ("--kubeconfig", "--kube-config --server --token --as --certificate-authority --insecure-skip-tls-verify"),
        ("state: absent in the tenants file, with --allow tenant-deletes=N", "--prune -destroy --destroy --delete"),
        ("fieldRules in the tenants file", "--force-conflicts"),
        ("kftenants validate", "--validate -validate"),
        ("kftenants version", "--version -version -V"));

    internal static readonly ImmutableDictionary<string, string> Commands = Table(
        ("kftenants plan", "preview status drift what-if"),
        ("kftenants apply", "deploy sync up update create push"),
        ("kftenants validate", "check lint verify test"),
        ("kftenants history", "log logs runs"),
        ("kftenants unlock", "force-unlock"),
        ("kftenants bootstrap", "rbac permissions"),
        ("kftenants hash-password", "htpasswd bcrypt"),
        ("state: absent in the tenants file, and kftenants apply --allow tenant-deletes=N", "destroy delete remove down"));

    /// <summary>What to use in place of an option: one of ours, a command, or a few words; null for what no such tool has.</summary>
    /// <param name="word">As written, with any value.</param>
    public static string? Option(string word) => Options.GetValueOrDefault(word) ?? Options.GetValueOrDefault(word.Split('=')[0]);

    public static string? Command(string word) => Commands.GetValueOrDefault(word);

    private static ImmutableDictionary<string, string> Table(params (string Ours, string Theirs)[] rows) =>
        rows.SelectMany(r => r.Theirs.Split(' ').Select(theirs => KeyValuePair.Create(theirs, r.Ours))).ToImmutableDictionary(StringComparer.Ordinal);
}
