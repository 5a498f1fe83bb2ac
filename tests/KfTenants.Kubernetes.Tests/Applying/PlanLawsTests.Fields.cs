using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>What is told without looking at fields is what the fields say.</summary>
public sealed partial class PlanLawsTests
{
    [Theory]
    [MemberData(nameof(Runs))]
    public void An_object_that_is_as_asked_to_the_letter_has_no_field_that_differs(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var (looked, same, shapes) = (0, 0, new JsonShapes());
        for (var step = 0; step < 6; step++)
        {
            var set = WithContents(SetOf(random, flavor), random);
            foreach (var desired in DesiredState.For(set, IstioIdentity.Default).Objects)
            {
                // A rule that is about no field of it makes each field be looked at.
                var fields = desired.Fields;
                var slow = fields with { Rules = [new FieldRule(desired.Key.Kind, "/status/nothing", null, FieldPolicy.Ignore, Some.Place)] };
                var live = Disturbed(Live.Applied(desired.Intent), random);
                var (quick, thorough) = (ThreeWayDiff.Of(fields, live, overruleAll: false), ThreeWayDiff.Of(slow, live, overruleAll: false));
                Assert.Equal(Text(thorough), Text(quick));
                Assert.Equal(Text(thorough), Text(ThreeWayDiff.Of(random.Next(2) == 0 ? fields : slow, live.Listed(shapes), overruleAll: false)));
                (looked, same) = (looked + 1, same + (quick.Fields.IsEmpty ? 1 : 0));
            }
        }

        Assert.InRange(same, looked / 10, looked - (looked / 10));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task How_an_object_is_kept_never_matters(int seed, Flavor flavor)
    {
        var random = new Random(seed);
        var (set, live) = await ChangedAsync(random, flavor);
        var disturbed = live.All.Select(o => o.Label(Ownership.PartOfLabel) is not null && random.Next(4) == 0 ? Disturbed(o, random) : o).ToList();
        var whole = new LiveState(live.Cluster, disturbed) { Looked = live.Looked };
        var listed = whole.Listed();

        AssertSame(PlanOf(set, whole), PlanOf(set, listed));
        Assert.Equal(whole.All.Select(ObjectContent.Of), listed.All.Select(ObjectContent.Of));
    }

    private static string Text(ThreeWayDiff diff) => string.Join('\n',
    [
        CanonicalJson.Of(diff.Intent.Body), $"{diff.Force}", .. diff.Fields.Select(f => $"{f}"), .. diff.Unset, .. diff.Blocked.Select(b => $"{b.Field} {b.Owner.Manager}"),
        .. diff.Ignored.Select(i => $"{i}"),
    ]);

    // None, one or two edits: of others' or our own fields, of values, lists, maps and whole members, and of who owns what.
    private static KubeObject Disturbed(KubeObject live, Random random)
    {
        for (var edits = random.Next(3); edits > 0; edits--)
        {
            var body = live.ToNode();
            var metadata = body["metadata"]!.AsObject();
            var labels = metadata["labels"] as JsonObject ?? [];
            string[] members = [.. body.Select(p => p.Key).Except(["apiVersion", "kind", "metadata"], StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            var member = members.ElementAtOrDefault(random.Next(3));
            switch (random.Next(9))
            {
                case 0:
                    live = live.EditedBy("kubectl-edit", "/metadata/labels/other", "x");
                    break;
                case 1 when labels.Count > 0:
                    live = live.EditedBy("kubectl-edit", "/metadata/labels/" + JsonPointer.Escape(labels.First().Key), random.Next(2) == 0 ? "x" : null);
                    break;
                case 2 when member is not null:
                    body.Remove(member);
                    live = KubeObject.From(live.Key.Kind, body);
                    break;
                case 3:
                    body["extra"] = random.Next(3) switch { 0 => new JsonObject(), 1 => new JsonArray(), _ => JsonValue.Create(1) };
                    live = KubeObject.From(live.Key.Kind, body);
                    break;
                case 4 when member is not null && body[member] is JsonObject map:
                    map["extra"] = random.Next(3) switch { 0 => null, 1 => new JsonObject { ["a"] = new JsonObject() }, _ => JsonValue.Create("x") };
                    live = KubeObject.From(live.Key.Kind, body);
                    break;
                case 5 when member is not null && body[member] is JsonArray list:
                    list.Add(random.Next(2) == 0 ? list.FirstOrDefault()?.DeepClone() : new JsonObject());
                    live = KubeObject.From(live.Key.Kind, body);
                    break;
                case 6:
                    // Asked for once: still ours, and there.
                    labels["once"] = "ours";
                    metadata["labels"] = labels.Parent is null ? labels : labels.DeepClone();
                    live = Live.Applied(KubeObject.From(live.Key.Kind, body));
                    break;
                case 7 when edits == 1:
                    metadata.Remove("managedFields");
                    live = KubeObject.From(live.Key.Kind, body);
                    break;
                default:
                    metadata["annotations"] = new JsonObject();
                    live = KubeObject.From(live.Key.Kind, body);
                    break;
            }
        }

        return live;
    }
}
