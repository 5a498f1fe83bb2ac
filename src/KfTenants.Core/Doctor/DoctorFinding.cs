using KfTenants.Audit;
using KfTenants.Diagnostics;

namespace KfTenants.Doctor;

/// <summary>One thing that keeps someone from working, or soon will, with what to do about it.</summary>
/// <param name="Id">Of a <see cref="DoctorCheck"/>, or of an <see cref="AuditRule"/> whose matter it is.</param>
/// <param name="Subject">What it is about: an object, a server, a file.</param>
/// <param name="Tenant">Null for what is of no single tenant.</param>
/// <param name="Message">One sentence without a full stop.</param>
/// <param name="Remedy">What to do, the same.</param>
/// <param name="Detail">Which of several in one object: the e-mail of a login, as an audit has it.</param>
public sealed record DoctorFinding(
    DoctorArea Area, string Id, Severity Severity, string Title, string Subject, string? Tenant, string Message, string Remedy, string? Detail = null)
{
    /// <summary>What <c>audit</c> found, in the words of <c>audit</c>.</summary>
    public static DoctorFinding Of(AuditFinding finding) => new(
        finding.Rule.Id.StartsWith("AUD03", StringComparison.Ordinal) ? DoctorArea.Dex : DoctorArea.Tenants,
        finding.Rule.Id, finding.Rule.Severity, finding.Rule.Title, finding.Object.ToString(), finding.Tenant, finding.Message, finding.Remedy, finding.Detail);
}

/// <summary>A check that could not look: it says nothing about whether all is well.</summary>
/// <param name="Why">What is missing, without a full stop.</param>
public sealed record SkippedCheck(DoctorCheck Check, string Why);
