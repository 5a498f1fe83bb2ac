using System.Collections.Immutable;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <content>How much a tenant may have.</content>
internal sealed partial class ImportWriter
{
    private void WriteShares(ImportedTenant tenant, Func<string, Func<ImportedTenant, ImportedTenant>, ImportPiece> piece)
    {
        if (tenant.Quotas.Length > 0)
        {
            Line("    quotas:");
            foreach (var quota in tenant.Quotas)
            {
                WriteQuota(quota, piece($"the quota {quota.Name}", t => t with { Quotas = t.Quotas.Remove(quota) }));
            }
        }

        if (tenant.Queue is { } queue)
        {
            Line($"    queue: {{clusterQueue: {TenantsFileText.Scalar(queue.ClusterQueue)}, name: {TenantsFileText.Scalar(queue.Name)}}}",
                piece("queue", t => t with { Queue = null }));
        }
    }

    private void WriteLimits(
        string indentation, ImmutableSortedDictionary<string, string> amounts, LimitRangeItem? range, Func<string, ImportPiece>? quota, ImportPiece? limitRange)
    {
        if (!amounts.IsEmpty)
        {
            Line(indentation + "quota:");
            foreach (var (key, amount) in amounts)
            {
                Line($"{indentation}  {TenantsFileText.Scalar(key)}: {TenantsFileText.Amount(amount)}", quota?.Invoke(key));
            }
        }

        if (range is not null)
        {
            Line(indentation + "limitRange:", limitRange);
            foreach (var (name, map) in new[] { ("default", range.Default), ("defaultRequest", range.DefaultRequest), ("min", range.Min), ("max", range.Max) })
            {
                if (!map.IsEmpty)
                {
                    Line($"{indentation}  {name}: {Amounts(map)}", limitRange);
                }
            }

            foreach (var (name, bounds) in new[] { ("pod", range.Pod), ("persistentVolumeClaim", range.Claim) })
            {
                if (!bounds.IsEmpty)
                {
                    var said = new[] { ("min", bounds.Min), ("max", bounds.Max) }.Where(b => !b.Item2.IsEmpty).Select(b => $"{b.Item1}: {Amounts(b.Item2)}");
                    Line($"{indentation}  {name}: {{{string.Join(", ", said)}}}", limitRange);
                }
            }
        }
    }

    private void WriteQuota(AdditionalQuota quota, ImportPiece piece)
    {
        static string List(ImmutableArray<string> texts) => $"[{string.Join(", ", texts.Select(TenantsFileText.Scalar))}]";
        var scopes = quota.Scopes.IsEmpty ? "" : $", scopes: {List(quota.Scopes)}";
        var classes = quota.PriorityClasses.IsEmpty ? "" : $", priorityClasses: {List(quota.PriorityClasses)}";
        Line($"      - {{name: {TenantsFileText.Scalar(quota.Name)}, hard: {Amounts(quota.Hard)}{scopes}{classes}}}", piece);
    }

    private static string Amounts(ImmutableSortedDictionary<string, string> map) =>
        $"{{{string.Join(", ", map.Select(m => $"{TenantsFileText.Scalar(m.Key)}: {TenantsFileText.Amount(m.Value)}"))}}}";
}
