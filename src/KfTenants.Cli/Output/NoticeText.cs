using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What is no change and must be said; what is said of several tenants alike, once.</summary>
internal static class NoticeText
{
    public static void AddTo(StyledText text, ImmutableArray<PlanNotice> notices, PlanDetail detail)
    {
        if (notices.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Notices").EndLine();
        foreach (var same in notices.GroupBy(n => n.Text, StringComparer.Ordinal))
        {
            string[] tenants = [.. same.Select(n => n.Tenant).OfType<string>()];
            var named = detail == PlanDetail.Full ? string.Join(", ", tenants) : TenantList.Of(tenants);
            text.Add("  ").Add(Tone.Notice, "! ").Add(tenants.Length == 0 ? same.Key : $"{named}: {same.Key}").EndLine();
        }
    }
}
