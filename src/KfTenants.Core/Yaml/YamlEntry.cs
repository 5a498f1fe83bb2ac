using KfTenants.Diagnostics;

namespace KfTenants.Yaml;

/// <summary>One key of a map and its value.</summary>
/// <param name="KeyLocation">Where the key is written; the value's own place is on the value.</param>
public sealed record YamlEntry(string Key, SourceLocation KeyLocation, YamlNode Value);
