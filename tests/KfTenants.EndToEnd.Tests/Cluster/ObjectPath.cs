namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>The path of an object or a collection, taken apart as the client library wants it.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Name">Null for a collection.</param>
public sealed record ObjectPath(string Group, string Version, string? Namespace, string Plural, string? Name)
{
    /// <param name="path"><c>/api/v1/…</c> or <c>/apis/GROUP/VERSION/…</c>, then <c>namespaces/NS/PLURAL/NAME</c> or <c>PLURAL/NAME</c>.</param>
    public static ObjectPath Parse(string path)
    {
        var parts = path.Trim('/').Split('/');
        var (group, version, rest) = parts[0] == "api" ? ("", parts[1], parts[2..]) : (parts[1], parts[2], parts[3..]);
        return rest switch
        {
            ["namespaces", var space, var plural] => new ObjectPath(group, version, space, plural, null),
            ["namespaces", var space, var plural, var name] => new ObjectPath(group, version, space, plural, name),
            [var plural] => new ObjectPath(group, version, null, plural, null),
            [var plural, var name] => new ObjectPath(group, version, null, plural, name),
            _ => throw new ArgumentException($"{path} is not the path of an object or a collection", nameof(path)),
        };
    }
}
