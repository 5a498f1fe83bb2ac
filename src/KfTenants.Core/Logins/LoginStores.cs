using System.Collections.Immutable;
using KfTenants.Tenants;

namespace KfTenants.Logins;

/// <summary>All stores of logins, in the order in which their objects are written.</summary>
internal static class LoginStores
{
    public static readonly ImmutableArray<ILoginStore> All = [new ConfigLoginStore(), new SecretLoginStore(), new PasswordLoginStore()];

    public static ILoginStore Of(LoginStore name) => All.Single(s => s.Name == name);
}
