using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>Which object, as a plan shows and stores it; a saved plan may name kinds that this version does not know.</summary>
internal sealed record ObjectRef(string ApiVersion, string Kind, string? Namespace, string Name)
{
    public static ObjectRef Of(ObjectKey key) => new(key.Kind.ApiVersion, key.Kind.Kind, key.Namespace, key.Name);

    /// <summary>As in <see cref="Change.Id"/>, which may have a step behind it.</summary>
    public string Id => string.Join('/', Namespace is null ? [Kind.ToLowerInvariant(), Name] : new[] { Kind.ToLowerInvariant(), Namespace, Name });

    /// <summary>As <see cref="ObjectKey"/> prints it, and messages begin with it: <c>RoleBinding/team-a/user-ana</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";

    /// <summary><c>RoleBinding user-ana-edit</c>, with the namespace before the name unless the reader knows it; a login's name is told as Dex reads it.</summary>
    public string Within(string? tenant) =>
        (Namespace is null || Namespace == tenant ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}") +
        (Kind == ObjectKind.Password.Kind && DexPasswordName.EmailOf(Name) is { } email ? $" ({email})" : "");
}
