namespace KfTenants.Cli.Commands;

/// <summary>How who gets a kubeconfig signs in.</summary>
internal enum HandedSignIn
{
    Account,
    Oidc,
    Gke,
    Aks,
    Eks,
    Managed,
}

/// <summary>What <c>kubeconfig</c> is asked for.</summary>
/// <param name="Account">The service account; null for other ways.</param>
/// <param name="Parameter">Of Azure the directory's id, of AWS the cluster with its region.</param>
/// <param name="IsExec">A plugin gives the account's tokens, instead of one in the file.</param>
/// <param name="Name">Of the credential.</param>
/// <param name="Out">Null: standard output.</param>
internal sealed record KubeconfigRequest(
    string Tenant, string[] Paths, HandedSignIn SignIn, string? Account, string? Parameter, bool IsExec, TimeSpan? Lifetime, string? Name, string Format, string? Out,
    string? Server, string? ClusterName, bool IsMerge, bool UseContext, bool Force, bool Show)
{
    public const string Kubeconfig = "kubeconfig";
    public const string Variables = "env";
    public const string Python = "python";
    public const string CSharp = "csharp";

    /// <summary>It holds a token.</summary>
    public bool IsSecret => SignIn == HandedSignIn.Account && !IsExec && Format is Kubeconfig or Variables;
}
