using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Logins;

/// <summary>Entries of Dex's text with their hashes in them: nothing beside what <see cref="DexTextPlanner"/> plans for every store.</summary>
internal sealed class ConfigLoginStore : ILoginStore
{
    public LoginStore Name => LoginStore.Config;

    public string? RoleSuffix => null;

    public ImmutableArray<Right> PlanRights(DexPlatform dex) => [];

    public ImmutableArray<Right> ApplyRights(DexPlatform dex) => [];

    public ImmutableArray<ObjectKey> Reads(DexPlatform dex) => [];

    public LoginPlace Place(DexUser entry) => new(entry, IsObject: false, Hash: null);

    public LoginSteps Plan(DexLogins logins, DexPresent present, LiveState live) => LoginSteps.None;
}
