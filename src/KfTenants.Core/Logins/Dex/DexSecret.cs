using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Logins.Dex;

/// <summary>The Secret whose keys Dex gets as environment variables.</summary>
/// <param name="Hashes">Variable (<see cref="DexEnvName"/>) to bcrypt hash: this set's keys only. Never printed.</param>
public sealed record DexSecret(ObjectKey Key, ImmutableSortedDictionary<string, string> Hashes)
{
    /// <summary>Without the hashes.</summary>
    public override string ToString() => $"DexSecret {{ {Key} }}";
}
