using System.Collections.Immutable;

namespace KfTenants.Doctor;

/// <summary>What a check is about, in the order in which one thing needs the one before it.</summary>
public enum DoctorArea
{
    /// <summary>A file that is handed out, as a file.</summary>
    Kubeconfig,

    /// <summary>The way to the API server.</summary>
    Endpoint,

    /// <summary>Whether it is the right server, and the clocks.</summary>
    Tls,

    /// <summary>Who we are there.</summary>
    Identity,

    /// <summary>What we may do there.</summary>
    Rights,

    /// <summary>profile-controller, its kinds, and the mesh.</summary>
    Kubeflow,

    /// <summary>Where people sign in.</summary>
    Dex,

    /// <summary>What people have, and what stands in the way of it.</summary>
    Tenants,

    /// <summary>What runs in the tenants, and what does not.</summary>
    Workloads,
}

/// <summary>The words of <see cref="DoctorArea"/>.</summary>
public static class DoctorAreaNames
{
    private static readonly ImmutableArray<(DoctorArea Area, string Word, string Heading)> All =
    [
        (DoctorArea.Kubeconfig, "kubeconfig", "The kubeconfig"),
        (DoctorArea.Endpoint, "endpoint", "The way to the API server"),
        (DoctorArea.Tls, "tls", "TLS"),
        (DoctorArea.Identity, "identity", "Who we are"),
        (DoctorArea.Rights, "rights", "What we may do"),
        (DoctorArea.Kubeflow, "kubeflow", "Kubeflow and the mesh"),
        (DoctorArea.Dex, "dex", "Dex"),
        (DoctorArea.Tenants, "tenants", "Tenants"),
        (DoctorArea.Workloads, "workloads", "What runs in the tenants"),
    ];

    /// <summary>In JSON.</summary>
    public static string ToText(this DoctorArea area) => All.Single(a => a.Area == area).Word;

    /// <summary>Over what is said of it.</summary>
    public static string ToHeading(this DoctorArea area) => All.Single(a => a.Area == area).Heading;
}
