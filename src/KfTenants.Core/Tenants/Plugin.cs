namespace KfTenants.Tenants;

/// <summary>A Profile plugin (<c>AwsIamForServiceAccount</c>, <c>WorkloadIdentity</c>).</summary>
/// <param name="SpecJson">The plugin's <c>spec</c> as canonical JSON (sorted keys).</param>
public sealed record Plugin(string Kind, string SpecJson);
