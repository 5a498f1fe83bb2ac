// Two clusters at a time: each is three processes of its own, and much of a test is waiting for them.
using KfTenants.EndToEnd.Tests.Kubeflow;

[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace KfTenants.EndToEnd.Tests.Suite;

[CollectionDefinition(Name)]
public sealed class On161 : ICollectionFixture<Kubeflow161>
{
    public const string Name = "Kubeflow 1.6.1";
}

[CollectionDefinition(Name)]
public sealed class On180 : ICollectionFixture<Kubeflow180>
{
    public const string Name = "Kubeflow 1.8.0";
}

[CollectionDefinition(Name)]
public sealed class On191 : ICollectionFixture<Kubeflow191>
{
    public const string Name = "Kubeflow 1.9.1";
}

[CollectionDefinition(Name)]
public sealed class On2603 : ICollectionFixture<Kubeflow2603>
{
    public const string Name = "Kubeflow 26.03";
}
