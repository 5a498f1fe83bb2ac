using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.Testing;

/// <summary>Plans and their parts, made by hand.</summary>
public static class HandMade
{
    public static readonly Precondition Live = new("7d0c6b6e-0000-4000-8000-000000000001", "8123");

    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly PlanSource Source = new(["tenants.yaml"], PlanOptions.Default, Commit: null, "kftenants 0.1.0");

    /// <summary>As it was saved at <see cref="Now"/>.</summary>
    public static PlanDocument Document(params IEnumerable<Change> changes) => Document(Plan(changes));

    public static PlanDocument Document(Plan plan) => PlanDocument.Of(plan, Source, Now);

    public static SourceLocation At(int line, int column = 5) => new("tenants.yaml", line, column);

    public static Plan Plan(params IEnumerable<Change> changes) => new(
        "production",
        "sha256:" + new string('4', 64),
        new ClusterIdentity("6f1c2d3e-0000-4000-8000-00000000c001", "https://k8s.example.com:6443", IsDirectory: false),
        Scope: null,
        [.. changes],
        Access: [],
        Unmanaged: [],
        MissingTenants: [],
        [new GuardResult("max-deletes", 10, 0, "objects", GuardOutcome.Pass, "--allow deletes=0"),
            new GuardResult("max-access-revoked", 25, 0, "%", GuardOutcome.Pass, "--allow access-revoked=0")]);

    public static ObjectKey Binding(string tenant, string name) => new(ObjectKind.RoleBinding, tenant, name);

    public static ObjectKey Policy(string tenant, string name) => new(ObjectKind.AuthorizationPolicy, tenant, name);

    public static ObjectKey Profile(string name) => new(ObjectKind.Profile, null, name);

    public static Change.Create Create(ObjectKey key, string? tenant, ChangeReason? reason = null, Risk risk = Risk.None, int line = 10,
        params ImmutableArray<FieldChange> fields) =>
        new(Desired(key, tenant)) { Key = key, Tenant = tenant, Reason = reason ?? ChangeReason.NewTenant, Risk = risk, Origin = At(line), Fields = fields };

    public static Change.Update Update(ObjectKey key, string? tenant, ChangeReason reason, Risk risk = Risk.None, int line = 10, params ImmutableArray<FieldChange> fields) =>
        new(new ObjectBasis(Desired(key, tenant)), [PlannedWrite.Apply(Desired(key, tenant).Intent, Live)], Live)
        {
            Key = key,
            Tenant = tenant,
            Reason = reason,
            Risk = risk,
            Origin = At(line),
            Fields = fields,
        };

    public static Change.Replace Replace(ObjectKey key, string tenant, params ImmutableArray<FieldChange> fields) =>
        new(Desired(key, tenant), Live) { Key = key, Tenant = tenant, Reason = ChangeReason.RoleChanged, Risk = Risk.Replace, Origin = At(14), Fields = fields };

    public static Change.Adopt Adopt(ObjectKey key, string tenant, params ImmutableArray<FieldChange> fields) =>
        new(Desired(key, tenant), [PlannedWrite.Apply(Desired(key, tenant).Intent, Live)], Live)
        {
            Key = key,
            Tenant = tenant,
            Reason = ChangeReason.Adopted,
            Origin = At(15),
            Fields = fields,
        };

    public static Change.Forget Forget(ObjectKey key, string tenant, params ImmutableArray<FieldChange> fields) =>
        new(Desired(key, tenant), [PlannedWrite.Apply(Desired(key, tenant).Intent, Live)], Live)
        {
            Key = key,
            Tenant = tenant,
            Reason = ChangeReason.NamespaceMetadata,
            Risk = Risk.Metadata,
            Origin = At(16),
            Fields = fields,
        };

    public static Change.Delete Delete(ObjectKey key, string tenant) =>
        new(Live, DeletionScope.Revocation) { Key = key, Tenant = tenant, Reason = ChangeReason.ContributorRemoved, Risk = Risk.AccessRevoked };

    public static Change.Conflict Conflict(ObjectKey key, string tenant, string detail) =>
        new(detail) { Key = key, Tenant = tenant, Reason = ChangeReason.FieldOwned, Origin = At(18) };

    public static Change.NoOp NoOp(ObjectKey key, string tenant) => new() { Key = key, Tenant = tenant, Reason = ChangeReason.Unchanged };

    public static FieldChange Field(string pointer, string? before, string? after) => new(pointer, before, after);

    private static DesiredObject Desired(ObjectKey key, string? tenant) => new(
        TenantResources.Find(key.Kind) ?? RoleBindingResource.Instance,
        KubeObject.From(key.Kind, new JsonObject { ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace } }),
        Claim.Whole,
        tenant ?? "",
        At(10));
}
