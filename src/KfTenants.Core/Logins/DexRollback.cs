using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Logins;

/// <summary>The way back to the configuration that was kept; a closed hierarchy.</summary>
public abstract record DexRollback
{
    private DexRollback()
    {
    }

    /// <summary>Nothing was kept: the configuration did not change, or was confirmed.</summary>
    public sealed record NotKept : DexRollback;

    /// <summary>The kept configuration is in its place.</summary>
    public sealed record Already : DexRollback;

    /// <summary>This merge patch goes back. What was kept stays until Dex has been seen to run with it.</summary>
    /// <param name="OnlyOurs">Another writer has changed the text since: our entries alone go back.</param>
    public sealed record Patch(JsonObject Body, Precondition Live, bool OnlyOurs) : DexRollback;

    /// <summary>A person must do it.</summary>
    /// <param name="Detail">What is in the way, and what to do.</param>
    public sealed record Impossible(string Detail) : DexRollback;

    /// <param name="configMap">As it is now.</param>
    public static DexRollback Of(DexLogins logins, KubeObject configMap)
    {
        if (DexPresent.ReadKept(logins.Set, configMap) is not { } kept)
        {
            return new NotKept();
        }

        var text = configMap.Text("data", logins.Key);
        var now = configMap.Text("data", logins.RecordKey);
        var back = RecordOf(kept, DexTextPlanner.ReadRecord(logins.ConfigMap, logins.RecordKey, configMap));
        if (text == kept.Text && now == back)
        {
            return new Already();
        }

        var isOurs = text == kept.Text || (text is not null && DexKept.SumOf(text) == kept.Written);
        try
        {
            return new Patch(
                new JsonObject { ["data"] = new JsonObject { [logins.Key] = isOurs ? kept.Text : OnlyOurEntries(kept, text ?? "", now), [logins.RecordKey] = back } },
                Precondition.Of(configMap),
                OnlyOurs: !isOurs);
        }
        catch (FormatException e)
        {
            return new Impossible(
                $"{logins.ConfigMap}: another writer changed {logins.Key}, and it cannot be edited ({e.Message.TrimEnd('.')}): repair it by hand; " +
                $"the previous configuration is in binaryData {logins.KeptKey} (base64 of gzip of JSON, member text)");
        }
        catch (InvalidOperationException e)
        {
            return new Impossible($"{logins.ConfigMap}: {logins.Key}: {e.Message} Repair it by hand; the previous configuration is in binaryData {logins.KeptKey}");
        }
    }

    /// <summary>The merge patch that lets go of what was kept.</summary>
    public static JsonObject Forget(DexLogins logins, KubeObject configMap)
    {
        var isLast = configMap.At("binaryData") is { ValueKind: System.Text.Json.JsonValueKind.Object } map && map.EnumerateObject().All(e => e.Name == logins.KeptKey);
        return new JsonObject { ["binaryData"] = isLast ? null : new JsonObject { [logins.KeptKey] = null } };
    }

    // Byte for byte, unless objects were made since that only the newer record knows of.
    private static string? RecordOf(DexKept kept, DexRecord now)
    {
        var before = DexRecord.Parse(kept.Record);
        var wide = before.KnowingOf(now);
        return wide.ToJson() == before.ToJson() ? kept.Record : wide.ToJson();
    }

    private static string OnlyOurEntries(DexKept kept, string text, string? record)
    {
        var before = DexConfig.Parse(kept.Text);
        var ours = DexRecord.Parse(record).Managed.Union(DexRecord.Parse(kept.Record).Managed, StringComparer.Ordinal).ToList();
        return DexConfig.Parse(text).With(
            [.. ours.Select(before.Find).OfType<DexUser>()],
            [.. ours.Where(e => before.Find(e) is null)]);
    }
}
