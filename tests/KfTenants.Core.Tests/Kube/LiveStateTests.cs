using KfTenants.Testing;

namespace KfTenants.Kube;

public sealed class LiveStateTests
{
    private static readonly ObjectKind Foreign = new("rbac.example.com", "v1", "RoleBinding", "rolebindings", IsNamespaced: true);

    // Before, the group did not count: objects of another group's kind were taken for Kubernetes' own.
    [Fact]
    public void A_kind_of_the_same_name_in_another_group_is_another_kind()
    {
        var own = Live.Of(ObjectKind.RoleBinding, """{"metadata":{"name":"x","namespace":"team-a"}}""");
        var foreign = new KubeObject(Foreign, own.Body);
        var live = Live.State(own, foreign);

        Assert.Equal([own], live.In("team-a", ObjectKind.RoleBinding));
        Assert.Equal([foreign], live.In("team-a", Foreign));
        Assert.Same(foreign, live.Find(foreign.Key));
        Assert.Same(own, live.Find(own.Key));
    }

    [Fact]
    public void An_object_is_found_by_its_whole_key()
    {
        var nowhere = Live.Of(ObjectKind.RoleBinding, """{"metadata":{"name":"x"}}""");
        var profile = Live.Of(ObjectKind.Profile, """{"metadata":{"name":"x"}}""");
        var live = Live.State(nowhere, profile);

        Assert.Same(nowhere, live.Find(nowhere.Key));
        Assert.Null(live.Find(nowhere.Key with { Namespace = "a" }));
        Assert.Same(profile, live.Find(profile.Key));
        Assert.Null(live.Find(profile.Key with { Namespace = "a" }));
    }

    [Fact]
    public void A_kind_in_two_versions_is_one_kind() =>
        Assert.Equal(ObjectKind.AuthorizationPolicy, ObjectKind.AuthorizationPolicy with { Version = "v1" });

    [Fact]
    public void The_ids_of_all_known_kinds_differ() =>
        Assert.Equal(ObjectKind.All.Count, ObjectKind.All.Select(k => k.IdName).Distinct(StringComparer.Ordinal).Count());

    // An API server sorts "a-b/x" before "a/x": its keys are paths.
    [Fact]
    public void Objects_come_in_the_order_of_their_keys_in_whatever_order_they_were_read()
    {
        static KubeObject Binding(string space, string name) => Live.Of(ObjectKind.RoleBinding, $$$"""{"metadata":{"name":"{{{name}}}","namespace":"{{{space}}}"}}""");
        KubeObject[] sorted = [Binding("a", "x"), Binding("a", "y"), Binding("a-b", "x"), Binding("b", "a")];
        var quota = Live.Of(ObjectKind.ResourceQuota, """{"metadata":{"name":"q","namespace":"a"}}""");
        var live = Live.State(sorted[2], sorted[1], quota, sorted[0], sorted[3]);

        Assert.Equal(sorted, live.Of(ObjectKind.RoleBinding));
        Assert.Equal([quota, .. sorted], live.All);
        Assert.Equal(sorted[..2], live.In("a", ObjectKind.RoleBinding));
        Assert.Empty(live.In("c", ObjectKind.RoleBinding));
        Assert.Empty(live.Of(ObjectKind.Secret));
    }
}
