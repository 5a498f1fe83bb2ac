using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>The LocalQueue by which a tenant's jobs wait for their share of the cluster (Kueue; Kubeflow's Trainer and its other operators use it).</summary>
public sealed class QueueResource : HeldResource
{
    public static readonly QueueResource Instance = new();

    private QueueResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.LocalQueue;

    public override SemanticEquality Equality { get; } = new Fields();

    public override string WhyRead => "The queue in force, to compare it with the file.";

    public override string WhyWrite => "queue of the file.";

    public override ChangeReason Added => ChangeReason.QueueAdded;

    protected override ChangeReason Changed => ChangeReason.QueueChanged;

    public override ChangeReason Removed => ChangeReason.QueueRemoved;

    public override IEnumerable<string> NamesOf(Tenant tenant) => tenant.Queue is { } queue ? [queue.Name] : [];

    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity) => tenant.Queue is not { } queue ? [] :
    [
        Desire(TenantObject.Of(setName, new ObjectKey(Kind, tenant.Name, queue.Name), new JsonObject
        {
            ["spec"] = new JsonObject { [ClusterQueue] = queue.ClusterQueue },
        }), tenant, queue.Origin),
    ];

    public override ImportedTenant Import(ImportedTenant known, ImportView view) => view.HeldIn(known.Name, Kind).Aggregate(known, (tenant, found) =>
        tenant.Queue is null && found.Text("spec", ClusterQueue) is { } clusterQueue
            ? tenant with { Queue = new FairShare(clusterQueue, found.Key.Name, default), Sources = tenant.Sources.Add(found.Key.ToString()) }
            : tenant.Saying($"{found.Key} is a further queue: it is not imported, and goes with the next apply", found.Key));

    private const string ClusterQueue = "clusterQueue";

    private sealed class Fields : SemanticEquality
    {
        // x-kubernetes-validations of the CRD: self == oldSelf.
        public override bool IsImmutable(string pointer) => pointer == "/spec/" + ClusterQueue;

        // Its own default (stopPolicy), from 0.8 on.
        protected override bool IsDefault(string pointer, System.Text.Json.JsonElement live) => pointer == "/spec/stopPolicy" && live.ToString() == "None";
    }
}
