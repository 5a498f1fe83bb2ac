namespace KfTenants.Yaml;

/// <summary>What a scalar is by the YAML 1.2 core schema (section 10.3.2): <c>yes</c> and <c>on</c> are text, <c>0o17</c> is a number.</summary>
public enum ScalarKind
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,
}
