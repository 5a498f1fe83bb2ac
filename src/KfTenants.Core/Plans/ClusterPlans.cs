using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// The plans for several clusters that were made and reviewed together (schemas/clusters.schema.json): one document, one sum by which all are approved, and each plan
/// as it would be saved alone.
/// </summary>
/// <param name="Plans">In the order of their clusters' names.</param>
/// <param name="Without">The clusters for which no plan could be made.</param>
public sealed record ClusterPlans(ImmutableArray<PlanDocument> Plans, ImmutableArray<string> Without, string Checksum, string Seal)
{
    public const string Version = "kftenants.io/clusters/v1";

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>One sum over the plans of all clusters, by name: equal plans of equal clusters have the same, whatever failed beside them.</summary>
    public static string ChecksumOf(IEnumerable<PlanDocument> plans) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(plans.OrderBy(p => p.Cluster.Name, StringComparer.Ordinal).Select(p => $"{p.Cluster.Name} {p.Checksum}\n")))));

    /// <summary>The text is one of several clusters, and not a plan of one.</summary>
    public static bool IsOne(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Options);
            return json.RootElement.TextMember("apiVersion") == Version;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="PlanRefusedException">It was edited or damaged, or it or one of its plans is of another version.</exception>
    /// <exception cref="KfTenantsException">It holds no plans.</exception>
    public static ClusterPlans Read(string name, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Options);
            var parts = json.RootElement.GetProperty("clusters").EnumerateArray()
                .Select(p => (Name: p.GetProperty("name").GetString() ?? "", Answer: p.GetProperty("answer"))).ToArray();
            var isPlan = parts.ToLookup(p => p.Answer.TextMember("apiVersion") == PlanDocument.Version);
            if (!isPlan[true].Any())
            {
                throw new KfTenantsException($"{name}: holds no plan; save plans with kftenants plan --cluster … --out");
            }

            var checksum = json.RootElement.TextMember("checksum");
            var seal = json.RootElement.TextMember(PlanSeal.Key);
            ImmutableArray<PlanDocument> plans = [.. isPlan[true].Select(p => PlanDocumentReader.Read($"{name}: cluster {p.Name}", CanonicalJson.Of(p.Answer)))];
            return seal is not null && checksum == ChecksumOf(plans) && seal == PlanSeal.Of(JsonObject.Create(json.RootElement.Clone())!) &&
                plans.Select(p => p.Cluster.Name).SequenceEqual(isPlan[true].Select(p => (string?)p.Name)) && parts.DistinctBy(p => p.Name).Count() == parts.Length
                ? new ClusterPlans(plans, [.. isPlan[false].Select(p => p.Name)], checksum, seal)
                : throw new PlanRefusedException($"{name}: the plans do not match their checksum; the file was edited or damaged: make a new one with kftenants plan --out");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new KfTenantsException($"{name}: not the plans of several clusters that kftenants plan --out wrote", e);
        }
    }
}
