using KfTenants.Kube;

namespace KfTenants.Diff;

public sealed class ManagerPolicyTests
{
    [Theory]
    [InlineData("kftenants", "Apply", ManagerClass.Ours)]
    [InlineData("kftenants", "Update", ManagerClass.Migrate)]
    [InlineData("kubectl-client-side-apply", "Update", ManagerClass.Migrate)]
    [InlineData("kubectl", "Apply", ManagerClass.TakeBack)]
    [InlineData("kubectl-edit", "Update", ManagerClass.TakeBack)]
    [InlineData("k9s", "Update", ManagerClass.TakeBack)]
    [InlineData("Mozilla", "Update", ManagerClass.TakeBack)]
    [InlineData("before-first-apply", "Update", ManagerClass.TakeBack)]
    [InlineData("manager", "Update", ManagerClass.Fail)]
    [InlineData("access-management", "Update", ManagerClass.Fail)]
    [InlineData("argocd-controller", "Apply", ManagerClass.Fail)]
    [InlineData("kftenants-fork", "Apply", ManagerClass.Fail)]
    [InlineData("", "Update", ManagerClass.Fail)]
    public void Every_manager_has_one_class(string manager, string operation, ManagerClass expected) =>
        Assert.Equal(expected, ManagerPolicy.ClassOf(new FieldManagerEntry(manager, operation, null, null, FieldSet.Empty)));
}
