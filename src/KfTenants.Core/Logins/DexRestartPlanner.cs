using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>The fate of Dex's Deployment: the checksum on its pod template that makes it read what was written.</summary>
public static class DexRestartPlanner
{
    private static readonly Traits DeploymentTraits = new();

    private const string Annotations = "/spec/template/metadata/annotations/";

    /// <summary>What is to be done to the Deployment so that the pods carry what the record says; asked by the executor when it writes.</summary>
    /// <param name="live">Holds the ConfigMap and the Deployment as they are now.</param>
    /// <exception cref="KfTenantsException">One of them does not exist.</exception>
    public static Change? Again(DexLogins logins, LiveState live)
    {
        var present = DexPresent.Read(logins, live);
        return Compare(logins, Deployment(logins, live), present.Record.Checksum, isUnsettled: present.Kept is not null);
    }

    internal static Change? Plan(DexLogins logins, KubeObject deployment, DexPresent present, DexEdit edit)
    {
        var isUnsettled = present.Kept is not null;
        switch (Compare(logins, deployment, edit.Record.Checksum, isUnsettled))
        {
            case Change.Update restart:
                // The checksum covers freshly salted hashes; shown, it would make equal situations give different plans.
                return restart with
                {
                    Basis = new LoginBasis(logins, LoginStep.Restart),
                    Requests = [.. restart.Requests.Select(r => r with { Awaits = AwaitsText(present, edit) }), Settlement(logins, present)],
                    Reason = HasOutage(deployment) ? ChangeReason.DexRestartWithOutage : ChangeReason.DexRestart,
                    Fields = [.. restart.Fields.Select(f => f.Pointer == logins.ChecksumPointer && f.After is not null ? f with { After = "\"(checksum)\"" } : f)],
                };
            case Change.NoOp when isUnsettled:
                return new Change.Update(new LoginBasis(logins, LoginStep.Restart), [Settlement(logins, present)], Precondition.Of(deployment))
                {
                    Key = logins.Deployment,
                    Tenant = null,
                    Reason = ChangeReason.DexUnconfirmed,
                    Origin = logins.Origin,
                };
            case var other:
                return other;
        }
    }

    /// <exception cref="KfTenantsException">There is none.</exception>
    internal static KubeObject Deployment(DexLogins logins, LiveState live) => live.Find(logins.Deployment)
        ?? throw new KfTenantsException($"{logins.Deployment}: does not exist; set platform.dex.deployment in the file to the Deployment that must restart");

    private static string? AwaitsText(DexPresent present, DexEdit edit) =>
        edit.Record.Checksum == present.Record.Checksum ? null : "this plan writes the checksum that Dex restarts for";

    // When Dex is seen to run, what was kept of the text before goes.
    private static PlannedWrite Settlement(DexLogins logins, DexPresent present) =>
        PlannedWrite.Patch(logins.ConfigMap, DexRollback.Forget(logins, present.ConfigMap), Precondition.Of(present.ConfigMap));

    // Null when Dex never had to restart for this set.
    private static Change? Compare(DexLogins logins, KubeObject deployment, string? checksum, bool isUnsettled)
    {
        if (checksum is null && !isUnsettled)
        {
            return null;
        }

        var annotations = SharedObject.KeptFields(deployment, Annotations, [logins.ChecksumAnnotation]);
        if (checksum is not null)
        {
            annotations[logins.ChecksumAnnotation] = checksum;
        }

        var body = SharedObject.Bare(logins.Deployment);
        if (annotations.Count > 0)
        {
            body["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } } };
        }

        var desired = new DesiredObject(DeploymentTraits, KubeObject.From(ObjectKind.Deployment, body), Claim.Fields, null, logins.Origin);
        return ObjectPlanner.Plan(logins.Set, desired, deployment, ChangeReason.DexRestart, _ => ChangeReason.DexRestart);
    }

    // No old pod keeps serving while the new one starts (apps/v1 DeploymentStrategy; a share is rounded down).
    private static bool HasOutage(KubeObject deployment)
    {
        if (deployment.Text("spec", "strategy", "type") == "Recreate")
        {
            return true;
        }

        var replicas = deployment.At("spec", "replicas") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) ? count : 1;
        return replicas > 0 && deployment.At("spec", "strategy", "rollingUpdate", "maxUnavailable") switch
        {
            { ValueKind: JsonValueKind.Number } most => most.TryGetInt32(out var pods) && pods >= replicas,
            { ValueKind: JsonValueKind.String } share => int.TryParse(share.GetString()!.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent) && percent >= 100,
            _ => false,
        };
    }

    private sealed class Traits : KindTraits
    {
        public override ObjectKind Kind => ObjectKind.Deployment;

        public override ApplyPhase Phase => ApplyPhase.Grants;
    }
}
