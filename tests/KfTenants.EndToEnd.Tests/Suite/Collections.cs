using KfTenants.EndToEnd.Tests.Kubeflow;

// One cluster at a time: each is three processes, and the tests measure what one user asked of one server.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

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
