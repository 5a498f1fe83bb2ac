using System.Collections.Immutable;
using k8s;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>What a run without faults does: the measure of all others.</summary>
/// <param name="Writes">The identities of its writes, in order, without the set's name.</param>
/// <param name="Planned">The ids of all objects that its plans named, without the set's name.</param>
public sealed record Undisturbed(ImmutableArray<string> Writes, ImmutableHashSet<string> Planned, SetState Final)
{
    public static async Task<Undisturbed> RecordAsync(IKubernetes api, Func<string, Task<Stage>> open, string token, string logins)
    {
        await using var stage = await open(token);
        stage.Work.Write(stage.Before(logins));
        var first = await stage.Work.PlanAsync();
        await stage.PrepareAsync(logins);
        var second = await stage.Work.PlanAsync();
        stage.Proxy.Forget();
        (await stage.Work.ApplyAsync()).Ends(0);
        await stage.SettleAsync();
        var writes = stage.Proxy.Writes.Where(w => w.HasLanded).Select(w => w.Identity).Distinct(StringComparer.Ordinal);
        (await stage.Work.PlanAsync()).IsEmpty();
        return new Undisturbed(
            [.. writes.Select(w => w.Replace(token, "TOKEN", StringComparison.Ordinal))],
            [.. first.Changes.Concat(second.Changes).Select(c => ObjectIds.OfChange(c.Id, token))],
            await SetState.ReadAsync(api, token, withHistory: true));
    }
}
