using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// Puts a tenant's pull secrets into the lists of service accounts, and takes out those that the document names no more. An entry is ours when the record of the set
/// names its Secret, and the Secret is ours or gone; all other entries stay as they are.
/// </summary>
internal static class PullSecretPlanner
{
    /// <summary>It ends the id of such a change: the ServiceAccount itself may be an object of the same plan.</summary>
    private const string Step = PullSecretEntries.Field;

    /// <param name="changes">What is planned for the tenant's other objects.</param>
    public static IEnumerable<Change> Plan(TenantView view, IReadOnlyCollection<Change> changes)
    {
        var tenant = view.Tenant;
        var refused = changes.Where(c => c is Change.Conflict && c.Key.Kind == ObjectKind.Secret).Select(c => c.Key.Name).ToHashSet(StringComparer.Ordinal);
        var ours = Recorded(ObjectKind.Secret).Where(name => !refused.Contains(name) && IsOursOrGone(name)).ToImmutableArray();
        var accounts = tenant.PullSecrets.SelectMany(s => s.AttachTo).Concat(Recorded(ObjectKind.ServiceAccount)).Distinct(StringComparer.Ordinal);
        return accounts.Order(StringComparer.Ordinal).Select(Of).OfType<Change>();

        Change? Of(string account)
        {
            var key = new ObjectKey(ObjectKind.ServiceAccount, tenant.Name, account);
            var secrets = tenant.PullSecrets.Where(s => s.AttachTo.Contains(account) && !refused.Contains(s.Name)).ToImmutableArray();
            ImmutableArray<string> wanted = [.. secrets.Select(s => s.Name)];
            if (view.Live.Find(key) is { } live)
            {
                return Change(live, wanted, [.. ours.Except(wanted)], secrets);
            }

            return wanted.IsEmpty ? null
                : TenantAccount.MadeByItself(tenant.Flavor).Contains(account) || changes.Any(c => c is Change.Create && c.Key == key) ? Creation(key, wanted, secrets[0])
                : Missing(key, secrets[0]);
        }

        IEnumerable<string> Recorded(ObjectKind kind) => view.Evidence.Record.HeldIn(tenant.Name).Where(k => k.Kind == kind).Select(k => k.Name);

        bool IsOursOrGone(string secret) =>
            view.Live.Find(new ObjectKey(ObjectKind.Secret, tenant.Name, secret)) is not { } found || OwnObjects.IsOurs(view.Set, found);
    }

    private static Change.Update? Change(KubeObject account, ImmutableArray<string> wanted, ImmutableArray<string> unwanted, ImmutableArray<PullSecret> secrets)
    {
        if (account.IsTerminating || PullSecretEntries.Request(account, wanted, unwanted) is not { } request)
        {
            return null;
        }

        var present = PullSecretEntries.Of(account).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<string> add = [.. wanted.Where(name => !present.Contains(name))];
        ImmutableArray<string> remove = [.. unwanted.Where(present.Contains)];
        return new Change.Update(new PullSecretBasis(add, remove), [request], Precondition.Of(account))
        {
            Key = account.Key,
            Tenant = account.Key.Namespace,
            Reason = add.IsEmpty ? ChangeReason.PullSecretDetached : ChangeReason.PullSecretAttached,
            Origin = secrets.FirstOrDefault(s => add.Contains(s.Name))?.Origin,
            Fields = PullSecretEntries.Fields(add, remove),
            Step = Step,
        };
    }

    private static Change.Create Creation(ObjectKey key, ImmutableArray<string> wanted, PullSecret first)
    {
        var intent = KubeObject.From(key.Kind, new JsonObject
        {
            ["apiVersion"] = key.Kind.ApiVersion,
            ["kind"] = key.Kind.Kind,
            ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace },
            [PullSecretEntries.Field] = new JsonArray([.. wanted.Select(PullSecretEntries.Entry)]),
        });
        return new Change.Create(new DesiredObject(PullSecretTraits.Instance, intent, Claim.Fields, key.Namespace, first.Origin))
        {
            Key = key,
            Tenant = key.Namespace,
            Reason = ChangeReason.PullSecretAttached,
            Origin = first.Origin,
            Fields = PullSecretEntries.Fields(wanted, []),
            Step = Step,
        };
    }

    private static Change.Conflict Missing(ObjectKey key, PullSecret first) =>
        new("does not exist, so that no pull secret can be attached to it: make it first, or take it out of attachTo", ApplyPhase.Grants)
        {
            Key = key,
            Tenant = key.Namespace,
            Reason = ChangeReason.AccountMissing,
            Origin = first.Origin,
            Step = Step,
        };
}
