using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Doctor;

/// <summary>One check of <c>doctor</c>: an entry of <see cref="DoctorChecks"/>, the catalogue that every output and docs/doctor.md have it from.</summary>
/// <param name="Id"><c>DOC</c> and four digits; never given to another meaning.</param>
/// <param name="Severity">An error: someone cannot work, now. A warning: that will come, or a person should look. Info: good to know.</param>
/// <param name="Title">A short sentence without the particulars; the heading in docs/doctor.md.</param>
/// <param name="Cause">What leads to it and what follows from it, in whole sentences: for docs/doctor.md.</param>
/// <param name="Remedy">What to do, without a full stop.</param>
/// <param name="Rights">What it reads, each <c>VERB RESOURCE.GROUP</c>; empty: nothing of the cluster, or what everyone may.</param>
public sealed record DoctorCheck(
    DoctorArea Area, string Id, Severity Severity, string Title, string Cause, string Remedy, params ImmutableArray<string> Rights)
{
    /// <param name="subject">What it is about: an object, a server, a file.</param>
    /// <param name="tenant">Null for what is of no single tenant.</param>
    /// <param name="message">What there is and what follows from it, one sentence without a full stop.</param>
    /// <param name="remedy">More particular than the check's own; null for that.</param>
    public DoctorFinding At(string subject, string? tenant, string message, string? remedy = null) => new(Area, Id, Severity, Title, subject, tenant, message, remedy ?? Remedy);

    /// <inheritdoc cref="At(string, string?, string, string?)"/>
    public DoctorFinding At(ObjectKey key, string? tenant, string message, string? remedy = null) => At(key.ToString(), tenant, message, remedy);
}
