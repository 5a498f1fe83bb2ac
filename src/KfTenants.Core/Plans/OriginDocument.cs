using KfTenants.Diagnostics;

namespace KfTenants.Plans;

/// <summary>The place in the tenants file that asks for a <see cref="ChangeDocument"/>; line and column are counted from 1.</summary>
public sealed record OriginDocument(string File, int Line, int Column)
{
    public static OriginDocument Of(SourceLocation origin) => new(origin.File, origin.Line, origin.Column);

    public SourceLocation ToLocation() => new(File, Line, Column);
}
