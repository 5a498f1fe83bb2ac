using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Planning;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.AccessLists;

public sealed class LiveAccessListTests
{
    private static readonly TenantSet Set = Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com"), Some.Contributor("cy@example.com", Role.View)));

    public static TheoryData<string> Releases => ["kubeflow-1.6.1", "kubeflow-1.8.0", "kubeflow-26.03", "dashboard-2.0.0-pss"];

    /// <summary>Two readings of one cluster, the plan's and this one, must not disagree about who gets in.</summary>
    [Theory]
    [MemberData(nameof(Releases))]
    public void It_names_the_people_that_a_plan_sees_with_the_same_role(string release)
    {
        foreach (var step in (string[])["1-created", "2-owner-in-profile-only", "3-owner-in-both", "4-quota-removed"])
        {
            var live = Live.State([.. Recording.Of(release).After(step)
                .Select(o => ObjectKind.Find((string)o["apiVersion"]!, (string)o["kind"]!) is { } kind ? KubeObject.From(kind, o) : null).OfType<KubeObject>()]);
            var list = ListOf(live, null);
            foreach (var tenant in list.Tenants)
            {
                var planned = PlannedAccess.PeopleOf(ProfileRoot.Instance, tenant.Name, live, ClusterIstio.Read(new IstioPlatform(null, null, null), live).Reach);
                var listed = list.Strongest().Where(s => s.Key.Tenant == tenant.Name && s.Key.Subject.Kind == SubjectKind.Person)
                    .ToImmutableSortedDictionary(s => s.Key.Subject.Name, s => s.Value, StringComparer.Ordinal);
                Assert.Equal(planned, listed);
            }
        }
    }

    [Fact]
    public void What_a_set_gave_is_its_own_and_a_copied_label_is_not_evidence()
    {
        var forged = Live.MadeBy("kubectl-create", ContributorObjects.RoleBinding(Some.SetName, "team-a", Some.Contributor("eve@example.com")))
            .EditedBy("kubectl-edit", "/roleRef/name", "kubeflow-admin");
        var list = ListOf(OwnedTenants.Of(Set).With(forged.Key, forged), Set);

        Assert.All(list.Entries.Where(e => e.Subject.Name != "eve@example.com"), e => Assert.Equal(Some.SetName, e.ManagedBy));
        var eve = Assert.Single(list.Of("eve@example.com"));
        Assert.Equal(("admin", true, null), (eve.Role, eve.IsUnmanaged, eve.ManagedBy));
        Assert.False(eve.HasMesh);
    }

    [Fact]
    public void Both_halves_of_a_grant_are_one_entry_with_what_the_file_says()
    {
        var list = ListOf(OwnedTenants.Of(Set), Set);

        var ben = Assert.Single(list.Of("ben@example.com"));
        Assert.Equal([ObjectKind.RoleBinding, ObjectKind.AuthorizationPolicy], ben.Objects.Select(o => o.Kind));
        Assert.Equal(("edit", AccessRoute.Contributor, true), (ben.Role, ben.Route, ben.HasMesh));
        Assert.Equal(("edit", false), (ben.Declared!.Role, ben.Declared.HasEnded));
        Assert.Equal(["ana@example.com", "ben@example.com", "cy@example.com"], list.People);
    }

    [Fact]
    public void A_person_whom_the_file_gave_up_is_told_apart_from_a_stranger()
    {
        var list = ListOf(OwnedTenants.Of(Set), Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com"))));

        var cy = Assert.Single(list.Of("cy@example.com"));
        Assert.True(cy.IsDropped);
        Assert.False(cy.IsUnmanaged);
    }

    [Fact]
    public void A_user_who_is_called_like_a_group_is_none()
    {
        var binding = Live.MadeBy("kubectl-create", Live.Of(ObjectKind.RoleBinding, """
            {"metadata":{"name":"b","namespace":"team-a"},"roleRef":{"kind":"ClusterRole","name":"view"},
             "subjects":[{"kind":"User","name":"Group devs"},{"kind":"Group","name":"devs"},{"kind":"User","name":"system:serviceaccount:ci:bot"},
                         {"kind":"User","name":"everyone"}]}
            """));
        var list = ListOf(OwnedTenants.Of(Set).With(binding.Key, binding), null);

        Assert.Equal(
            ["User Group devs", "User everyone", "Group devs", "ServiceAccount ci/bot"],
            list.Entries.Where(e => e.Objects.Contains(binding.Key)).Select(e => e.Subject.ToString()));
    }

    [Fact]
    public void What_could_not_be_looked_at_is_said_and_nothing_is_concluded_from_it()
    {
        var dex = Live.Of(ObjectKind.ConfigMap, """{"metadata":{"name":"dex","namespace":"auth"},"data":{"config.yaml":"enablePasswordDB: true\n"}}""");
        var live = OwnedTenants.Of(Set).With(dex.Key, dex);
        Assert.Equal(SignInState.None, ListOf(live, Set).Logins.Of("ben@example.com").State);

        var blind = new LiveState(live.Cluster, live.All) { Unread = [new UnreadPart(ObjectKind.Password, "auth", null, "403 Forbidden")] };
        var list = ListOf(blind, Set);
        Assert.Equal("Password list in auth: 403 Forbidden", Assert.Single(list.Unread));
        Assert.Equal(SignInState.Unknown, list.Logins.Of("ben@example.com").State);
    }

    [Theory]
    [InlineData("staticPasswords: [{email: ben@example.com, hash: x, username: b, userID: \"1\"}]", SignInState.Login)]
    [InlineData("staticPasswords: [{email: Ben@example.com, hash: x, username: b, userID: \"1\"}]", SignInState.OtherSpelling)]
    [InlineData("connectors: [{type: ldap, id: l, name: L}]", SignInState.Elsewhere)]
    [InlineData("staticPasswords: []", SignInState.None)]
    [InlineData("staticPasswords: [{email: 1}]", SignInState.Unknown)]
    public void How_a_person_signs_in_is_read_as_Dex_reads_it(string text, SignInState expected)
    {
        var dex = Live.Of(ObjectKind.ConfigMap, new System.Text.Json.Nodes.JsonObject
        {
            ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "dex", ["namespace"] = "auth" },
            ["data"] = new System.Text.Json.Nodes.JsonObject { ["config.yaml"] = "enablePasswordDB: true\n" + text },
        }.ToJsonString());

        Assert.Equal(expected, ListOf(OwnedTenants.Of(Set).With(dex.Key, dex), Set).Logins.Of("ben@example.com").State);
    }

    [Theory]
    [InlineData("*@example.com", "ben@example.com", true)]
    [InlineData("*@example.com", "ben@example.org", false)]
    [InlineData("ben@*", "ben@example.com", true)]
    [InlineData("ben@*", "Ben@example.com", false)]
    public void A_pattern_means_the_people_whom_Istio_lets_in(string pattern, string person, bool means) =>
        Assert.Equal(means, AccessSubject.Of(new MeshSubject(pattern, IsPerson: true)).Means(person));

    private static AccessList ListOf(LiveState live, TenantSet? set) =>
        LiveAccessList.Of(live, set, DexPlatform.Default(Some.Place), ClusterIstio.Read(new IstioPlatform(null, null, null), live));
}
