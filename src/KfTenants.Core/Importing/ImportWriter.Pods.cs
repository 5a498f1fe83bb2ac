using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <content>Who pods run as, and how long they live.</content>
internal sealed partial class ImportWriter
{
    private void WritePosix(PodIdentity identity, ImportPiece piece)
    {
        Line("    posix:", piece);
        Line($"      uid: {TenantsFileText.Number(identity.Uid)}", piece);
        Line($"      gid: {TenantsFileText.Number(identity.Gid)}", piece);
        if (identity.SupplementalGroups.Length > 0)
        {
            Line($"      supplementalGroups: [{string.Join(", ", identity.SupplementalGroups.Select(TenantsFileText.Number))}]", piece);
        }

        if (identity.Groups.Length > 0)
        {
            Line($"      groups: [{string.Join(", ", identity.Groups.Select(TenantsFileText.Scalar))}]", piece);
        }

        if (identity.Home is { } home)
        {
            Line($"      home: {TenantsFileText.Scalar(home)}", piece);
        }

        if (!identity.ExemptContainers.SequenceEqual(PodIdentity.UsualExemptions(_set.Flavor)))
        {
            Line($"      exemptContainers: [{string.Join(", ", identity.ExemptContainers.Select(TenantsFileText.Scalar))}]", piece);
        }
    }

    private void WriteWalltime(Walltime walltime, ImportPiece piece)
    {
        Line("    walltime:", piece);
        if (walltime.Max is { } max)
        {
            Line($"      max: {TenantsFileText.Scalar(max)}", piece);
        }

        if (walltime.IsRequired)
        {
            Line("      require: true", piece);
        }

        if (walltime.Reaper == JobReaper.Default)
        {
            Line("      reaper: true", piece);
        }
        else if (walltime.Reaper is { } reaper)
        {
            Line($"      reaper: {{namespace: {TenantsFileText.Scalar(reaper.Namespace)}, serviceAccount: {TenantsFileText.Scalar(reaper.ServiceAccount)}}}", piece);
        }
    }
}
