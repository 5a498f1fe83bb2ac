using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>One document of a text.</summary>
/// <param name="Line">The line of its <c>---</c>, or of its content when it has none.</param>
/// <param name="Root">Of an empty document a scalar that is null.</param>
/// <param name="RepeatedKeys">Keys that the same map had before, where the dialect takes them.</param>
public sealed record YamlTree(int Line, YamlNode Root, ImmutableArray<(string Key, SourceLocation Location)> RepeatedKeys);
