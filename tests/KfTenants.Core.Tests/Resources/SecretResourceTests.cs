using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Resources;

/// <summary>A tenant's Secrets and their places in lists of service accounts, planned on what a cluster shows.</summary>
public sealed class SecretResourceTests
{
    private const string Canary = "correct horse battery staple";

    private static readonly ObjectKey Secret = new(ObjectKind.Secret, "team-a", "registry");
    private static readonly ObjectKey Editor = new(ObjectKind.ServiceAccount, "team-a", "default-editor");

    private static readonly SecretReference Password = new(new SecretSource.Env("KFT_REGISTRY"), Some.Place);

    private static readonly Tenant Team = Some.Tenant("team-a") with
    {
        PullSecrets = [new PullSecret("registry", new RegistryLogin.Account("registry.example.com", "pull-only", Password), ["default-editor"], Some.Place)],
    };

    [Fact]
    public void A_pull_secret_is_what_kubectl_would_make()
    {
        var intent = DesiredState.For(SetOf(Canary), IstioIdentity.Default).Objects.Single(o => o.Key == Secret).Intent;
        Assert.Equal("kubernetes.io/dockerconfigjson", intent.Text("type"));
        using var config = JsonDocument.Parse(Convert.FromBase64String(intent.Text("data", ".dockerconfigjson")!));
        var account = config.RootElement.GetProperty("auths").GetProperty("registry.example.com");
        Assert.Equal("pull-only", account.GetProperty("username").GetString());
        Assert.Equal(Canary, account.GetProperty("password").GetString());
        Assert.Equal("pull-only:" + Canary, Encoding.UTF8.GetString(Convert.FromBase64String(account.GetProperty("auth").GetString()!)));
        Assert.Null(intent.Annotation(Ownership.LastAppliedAnnotation));
    }

    [Fact]
    public void Without_its_value_no_secret_is_asked_for() =>
        Assert.DoesNotContain(DesiredState.For(Some.Set(Team), IstioIdentity.Default).Objects, o => o.Key.Kind == ObjectKind.Secret);

    [Fact]
    public void No_value_leaves_the_plan()
    {
        foreach (var plan in new[] { PlanOf(SetOf(Canary)), PlanOf(SetOf(Canary), Applied(SetOf("another value"))) })
        {
            var change = plan.Pending.Single(c => c.Key == Secret);
            var field = Assert.Single(change.Fields, f => f.Pointer == "/data/.dockerconfigjson");
            Assert.Equal(FieldChange.Hidden, field.After);
            foreach (var trace in new[] { Canary, Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary)), "another value" })
            {
                Assert.DoesNotContain(trace, JsonSerializer.Serialize(HandMade.Document(plan)), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Another_value_is_a_change_and_the_same_is_none()
    {
        var live = Applied(SetOf(Canary));
        Assert.DoesNotContain(PlanOf(SetOf(Canary), live).Pending, c => c.Key == Secret);
        var rotated = PlanOf(SetOf("another value"), live);
        var change = Assert.IsType<Change.Update>(rotated.Pending.Single(c => c.Key == Secret));
        Assert.Equal(ChangeReason.SecretChanged, change.Reason);
        Assert.NotEqual(HandMade.Document(PlanOf(SetOf(Canary), live)).Checksum, HandMade.Document(rotated).Checksum);
    }

    [Fact]
    public void A_secret_of_another_type_is_made_anew()
    {
        var set = Some.Set(Some.Tenant("team-a") with
        {
            Secrets = [new SettingsSecret("registry", "Opaque", ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("TOKEN", Password)]), Some.Place)],
        }).With(new SecretValues(_ => Canary));
        Assert.IsType<Change.Replace>(PlanOf(set, Applied(SetOf(Canary))).Pending.Single(c => c.Key == Secret));
    }

    [Fact]
    public void Entries_of_others_stay_as_they_are()
    {
        var account = Account("""[{"name":"theirs"},{"name":"odd","note":[1]}]""");
        var change = Assert.IsType<Change.Update>(PlanOf(SetOf(Canary), account).Pending.Single(c => c.Key == Editor));
        Assert.Equal("/imagePullSecrets/registry", Assert.Single(change.Fields).Pointer);
        var write = Assert.Single(change.Writes);
        Assert.Equal(WriteVerb.Patch, write.Verb);
        Assert.Equal(Precondition.Of(account), write.Live);
        Assert.Equal(
            """{"imagePullSecrets":[{"name":"theirs"},{"name":"odd","note":[1]},{"name":"registry"}]}""",
            ((WritePayload.MergePatch)write.Payload).ToNode().ToJsonString());
    }

    [Fact]
    public void What_is_attached_already_is_no_change() =>
        Assert.DoesNotContain(PlanOf(SetOf(Canary), Account("""[{"name":"theirs"},{"name":"registry"}]""")).Pending, c => c.Key == Editor);

    [Fact]
    public void A_service_account_that_is_not_there_yet_is_awaited_and_an_unknown_one_is_a_conflict()
    {
        var creation = Assert.IsType<Change.Create>(PlanOf(SetOf(Canary)).Pending.Single(c => c.Key == Editor));
        Assert.Equal("serviceaccount/team-a/default-editor#imagePullSecrets", creation.Id);
        var write = Assert.Single(creation.Writes);
        Assert.Equal((WriteVerb.Patch, PlannedWrite.NamespaceOfThisPlan), (write.Verb, write.Awaits));

        var set = Some.Set(Team with { PullSecrets = [Team.PullSecrets[0] with { AttachTo = ["runner"] }] }).With(new SecretValues(_ => Canary));
        var conflict = Assert.IsType<Change.Conflict>(PlanOf(set).Pending.Single(c => c.Key.Name == "runner"));
        Assert.Equal(ChangeReason.AccountMissing, conflict.Reason);
    }

    [Fact]
    public void What_the_file_names_no_more_is_detached_first_and_deleted_last()
    {
        KubeObject[] live = [.. Applied(SetOf(Canary)), Account("""[{"name":"theirs"},{"name":"registry"}]"""), RecordOf(Secret, Editor)];
        var plan = PlanOf(Some.Set(Some.Tenant("team-a")), live);
        var pending = plan.Pending.ToList();
        var detached = Assert.IsType<Change.Update>(pending.Single(c => c.Key == Editor));
        Assert.Equal(ChangeReason.PullSecretDetached, detached.Reason);
        Assert.Equal("""{"imagePullSecrets":[{"name":"theirs"}]}""", ((WritePayload.MergePatch)detached.Writes[0].Payload).ToNode().ToJsonString());
        Assert.IsType<Change.Delete>(pending.Single(c => c.Key == Secret));
        Assert.True(pending.FindIndex(c => c.Key == Editor) < pending.FindIndex(c => c.Key == Secret));
    }

    [Fact]
    public void An_entry_whose_secret_is_gone_is_detached_by_the_record_and_one_that_is_not_recorded_stays()
    {
        var account = Account("""[{"name":"theirs"},{"name":"registry"}]""");
        var set = Some.Set(Some.Tenant("team-a"));
        Assert.DoesNotContain(PlanOf(set, account).Pending, c => c.Key == Editor);
        var plan = PlanOf(set, account, RecordOf(Secret, Editor));
        Assert.Single(plan.Pending, c => c.Key == Editor);
        Assert.Contains(Secret, plan.Record.Settled.Held);
        Assert.Empty(PlanOf(set, Account("[]"), RecordOf(Secret, Editor)).Record.Settled.Held);
    }

    [Fact]
    public void The_secret_of_another_program_is_a_conflict_and_is_not_attached()
    {
        var foreign = KubeObject.From(ObjectKind.Secret, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "registry", ["namespace"] = "team-a", ["uid"] = "u", ["resourceVersion"] = "1" },
            ["type"] = "kubernetes.io/dockerconfigjson",
            ["data"] = new JsonObject { [".dockerconfigjson"] = "e30=" },
        });
        var plan = PlanOf(SetOf(Canary), foreign, Account("[]"));
        Assert.IsType<Change.Conflict>(plan.Pending.Single(c => c.Key == Secret));
        Assert.DoesNotContain(plan.Pending, c => c.Key == Editor);

        // Nor is it detached, when the name is one that was ours.
        var later = PlanOf(Some.Set(Some.Tenant("team-a")), foreign, Account("""[{"name":"registry"}]"""), RecordOf(Secret, Editor));
        Assert.DoesNotContain(later.Pending, c => c.Key == Editor || c.Key == Secret);
        Assert.Empty(later.Record.Settled.Held);
    }

    [Fact]
    public void The_record_names_what_is_begun_before_it_is_made()
    {
        var record = PlanOf(SetOf(Canary)).Record;
        Assert.Equal([Secret, Editor], record.Begun.Held);
        Assert.Empty(record.Settled.Held);
        var applied = PlanOf(SetOf(Canary), [.. Applied(SetOf(Canary)), Account("""[{"name":"registry"}]""")]).Record;
        Assert.Equal([Secret, Editor], applied.Settled.Held);
        var text = AccessRecordParts.ToObjects(Some.SetName, applied.Settled);
        Assert.Equal(applied.Settled.Held, AccessRecordParts.HeldOf(text[^1]));
    }

    [Theory]
    [InlineData("""{"auths": {"registry.example.com": {"auth": "YTpi"}}}""", true)]
    [InlineData("""{"auths": {"a": {"username": "u", "password": "p"}}, "credsStore": "x"}""", true)]
    [InlineData("""{"auths": {"registry.example.com": {}}, "credsStore": "desktop"}""", false)]
    [InlineData("""{"auths": {}}""", false)]
    [InlineData("""{"registry.example.com": {"auth": "YTpi"}}""", false)]
    [InlineData("""["auths"]""", false)]
    [InlineData("correct horse battery staple", false)]
    public void A_docker_configuration_has_credentials_in_it(string text, bool isOne) => Assert.Equal(isOne, DockerConfig.IsOne(text));

    private static TenantSet SetOf(string password) => Some.Set(Team).With(new SecretValues(_ => password));

    private static KubeObject[] Applied(TenantSet set) => [.. DesiredState.For(set, IstioIdentity.Default).Objects.Select(o => Live.Applied(o.Intent))];

    private static KubeObject Account(string entries) => KubeObject.From(ObjectKind.ServiceAccount, JsonNode.Parse(
        $$$"""{"metadata": {"name": "default-editor", "namespace": "team-a", "uid": "u-editor", "resourceVersion": "7"}, "imagePullSecrets": {{{entries}}}}""")!.AsObject());

    private static KubeObject RecordOf(params ObjectKey[] held) =>
        AccessRecordParts.ToObjects(Some.SetName, AccessRecord.None.With("team-a", []).Holding("team-a", held)).Single();

    private static Plan PlanOf(TenantSet set, params KubeObject[] live) =>
        Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, Live.State(live), PlanOptions.Default);
}
