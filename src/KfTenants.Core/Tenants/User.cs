using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A person, known by e-mail.</summary>
/// <param name="Handle">The name used inside the document.</param>
/// <param name="Email">The identity, byte for byte: RBAC and Istio compare it case-sensitively.</param>
/// <param name="Username">Dex's <c>username</c>, the <c>name</c> claim.</param>
/// <param name="UserId">Dex's <c>userID</c> when the document fixes it; null: keep what is there, else derive it from the e-mail.</param>
/// <param name="Login">Null: signs in elsewhere.</param>
public sealed record User(
    string Handle,
    string Email,
    string Username,
    string? UserId,
    Login? Login,
    ImmutableArray<string>? Groups,
    string? PreferredUsername,
    string? DisplayName,
    bool? EmailVerified,
    SourceLocation Origin);
