using System.Text.Json.Nodes;
using KfTenants.Dex;
using KfTenants.Objects;

namespace KfTenants.Planning;

/// <summary>
/// The fate of Dex's three objects: the text in its ConfigMap, the Secret with hashes, and the Deployment's checksum that makes it
/// read them. The order of the changes is the order of work: at no moment may Dex find an entry whose hash is missing.
/// </summary>
public static class DexPlanner
{
    public static IEnumerable<Change> Plan(DexLogins logins, LiveState live)
    {
        var configMap = DexTextPlanner.Plan(logins, live);
        var deployment = live.Find(logins.Deployment)
            ?? throw new KfTenantsException($"{logins.Deployment}: does not exist; platform.dex.deployment in the file names the Deployment that must restart");
        if (logins.Secret is { } secret && !secret.Hashes.IsEmpty && !ReadsEnvironmentFrom(deployment, secret.Key.Name))
        {
            return [DexTextPlanner.Refuse(logins, ChangeReason.DexEnvironment,
                $"no container of {logins.Deployment} has envFrom with secretRef {secret.Key.Name}, so Dex would start without the hashes: " +
                $"add \"envFrom: [{{secretRef: {{name: {secret.Key.Name}}}}}]\" to it, or use platform.dex.logins: config")];
        }

        if (configMap is Change.Conflict)
        {
            return [configMap];
        }

        var record = DexTextPlanner.RecordAfter(logins, live, configMap);
        var restart = PlanDeployment(logins, deployment, record.Checksum);
        var changes = new List<Change> { configMap };
        if (restart is not null)
        {
            changes.Add(restart);
        }

        if (DexSecretPlanner.Plan(logins, live) is { } hashes)
        {
            // New variables before the entries that name them; otherwise after, so that the record in the ConfigMap already says that
            // Dex must restart (a run that dies between the two leaves a difference that the next one sees).
            var addsKeys = hashes is Change.Create || hashes.Fields.Any(f => f.Before is null);
            changes.Insert(addsKeys ? 0 : 1, hashes);
        }

        return changes;
    }

    private static Change? PlanDeployment(DexLogins logins, KubeObject deployment, string? checksum)
    {
        const string Annotations = "/spec/template/metadata/annotations/";
        if (checksum is null)
        {
            return null;
        }

        var annotations = SharedObject.KeptFields(deployment, Annotations, [logins.ChecksumAnnotation]);
        annotations[logins.ChecksumAnnotation] = checksum;
        var body = SharedObject.Bare(logins.Deployment);
        body["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } } };
        var change = ObjectPlanner.Plan(logins.Set, new DesiredObject(KubeObject.From(ObjectKind.Deployment, body), Claim.Fields, null, logins.Origin),
            deployment, ChangeReason.DexRestart, ChangeReason.DexRestart);

        // The checksum covers freshly salted hashes; shown, it would make equal situations give different plans.
        var pointer = Annotations + FieldSet.Escape(logins.ChecksumAnnotation);
        return change with { Fields = [.. change.Fields.Select(f => f.Pointer == pointer ? f with { After = "\"(checksum)\"" } : f)] };
    }

    private static bool ReadsEnvironmentFrom(KubeObject deployment, string secret) =>
        deployment.At("spec", "template", "spec", "containers").Items()
            .SelectMany(c => c.Member("envFrom").Items())
            .Any(f => f.Member("secretRef")?.TextMember("name") == secret);
}
