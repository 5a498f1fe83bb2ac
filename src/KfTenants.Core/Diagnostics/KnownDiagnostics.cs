using System.Collections.Frozen;
using System.Collections.Immutable;

namespace KfTenants.Diagnostics;

/// <summary>
/// The catalogue of what can be wrong with a document: one entry per id, one factory method per entry. Ids are never reused;
/// docs/diagnostics.md explains each (a test compares them). 01 syntax, 02 schema, 03 names and references, 04 logins, 05 quotas, 06 networks and credentials,
/// 07 files of other systems, 08 roles and service accounts, 09 contents, 10 flavors, 11 who pods run as, 12 retention, 13 clusters.
/// </summary>
public static partial class KnownDiagnostics
{
    /// <summary>Every entry, in the order of ids.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        Error("KFT0101", "The file is not UTF-8"),
        Error("KFT0102", "The file is too large"),
        Error("KFT0103", "The file is empty"),
        Error("KFT0104", "Not valid YAML"),
        Error("KFT0105", "Indented with a tab"),
        Error("KFT0106", "A character that may not be in the file"),
        Error("KFT0107", "Several YAML documents in one file"),
        Error("KFT0108", "A key is written twice"),
        Error("KFT0109", "A key is not text"),
        Error("KFT0110", "Merge keys are not YAML 1.2"),
        Error("KFT0111", "An unknown YAML tag"),
        Error("KFT0112", "An alias without its anchor"),
        Error("KFT0113", "Nested too deep"),
        Error("KFT0114", "Too many values"),
        Error("KFT0115", "Too many errors"),
        Warning("KFT0116", "Too many warnings"),

        Error("KFT0201", "An unknown key"),
        Error("KFT0202", "A required key is missing"),
        Error("KFT0203", "A value of the wrong kind"),
        Error("KFT0204", "Not one of the allowed words"),
        Error("KFT0205", "A number out of its range"),
        Error("KFT0206", "A text that does not have the required form"),
        Error("KFT0207", "Not exactly one of several keys"),
        Error("KFT0208", "Too few or too many entries"),
        Error("KFT0209", "The document does not have the required form"),

        Error("KFT0301", "Not a usable name"),
        Error("KFT0302", "A reserved tenant name"),
        Error("KFT0303", "Files of different sets"),
        Error("KFT0304", "A section is in two files"),
        Error("KFT0305", "A name is defined twice"),
        Error("KFT0306", "No tenants"),
        Error("KFT0307", "Not an e-mail address"),
        Error("KFT0308", "Two users with one e-mail address"),
        Warning("KFT0309", "An e-mail address with capital letters"),
        Error("KFT0310", "An unknown user"),
        Error("KFT0311", "An unknown group"),
        Error("KFT0312", "An unknown tier"),
        Error("KFT0313", "The owner is also a contributor"),
        Error("KFT0314", "A person or group is listed twice"),
        Error("KFT0315", "Two people would share one binding"),
        Error("KFT0316", "The binding's name would be too long"),
        Error("KFT0317", "Not a valid label or annotation"),
        Error("KFT0318", "A label or annotation that another component owns"),
        Error("KFT0319", "Not a valid Istio setting"),
        Error("KFT0320", "A plugin with the wrong keys"),
        Warning("KFT0321", "Only absent tenants"),
        Warning("KFT0322", "An e-mail address of several scripts"),
        Warning("KFT0323", "Two e-mail addresses that look alike"),
        Error("KFT0324", "Not a time that access can end at"),
        Warning("KFT0325", "Access that has ended"),
        Error("KFT0331", "A field rule that cannot apply"),

        Error("KFT0401", "Not a bcrypt hash"),
        Error("KFT0402", "A bcrypt cost that Dex rejects"),
        Error("KFT0403", "A well-known password"),
        Error("KFT0404", "Not the name of an environment variable"),
        Warning("KFT0405", "A login without a tenant"),
        Error("KFT0406", "A missing secret"),
        Error("KFT0407", "Capital letters in the e-mail address of a Password object"),
        Error("KFT0408", "An e-mail address too long for a Password object"),
        Error("KFT0409", "A secret outside the places for secrets"),
        Error("KFT0410", "A secret that is no hash or password"),
        Error("KFT0411", "A password in the file"),

        Error("KFT0501", "Not a Kubernetes quantity"),
        Error("KFT0502", "A quantity out of its range"),
        Error("KFT0503", "Not the name of a resource"),
        Error("KFT0504", "Contradicting limits"),
        Warning("KFT0505", "A quota that pods without requests run into"),
        Warning("KFT0506", "A quota that Kubernetes does not enforce"),
        Warning("KFT0507", "An amount that is probably not meant"),
        Error("KFT0508", "A further quota that counts every pod"),
        Error("KFT0509", "Scopes that no pod is in together"),
        Error("KFT0510", "A quota of some pods that bounds something else"),
        Error("KFT0511", "A further quota that bounds nothing"),

        Error("KFT0601", "Not an address range"),
        Warning("KFT0602", "An isolation that lets every address in"),
        Error("KFT0603", "Something is allowed to a tenant that is not isolated"),
        Error("KFT0604", "A lifetime that no token can have"),
        Warning("KFT0605", "A token that lives for more than 30 days"),
        Error("KFT0606", "A rotation that would always be due"),
        Error("KFT0607", "A service account that the tenant does not have"),
        Error("KFT0608", "Not a place for a token"),
        Error("KFT0609", "Two credentials in one place"),
        Error("KFT0610", "Not the issuer of OpenID Connect"),

        Error("KFT0701", "Not the header of a table of access"),
        Error("KFT0702", "A line that is not comma-separated values"),
        Error("KFT0703", "A table without the owner of a tenant"),

        Error("KFT0801", "A role that no tenant may have"),
        Error("KFT0802", "A contributor in the wrong place"),
        Error("KFT0803", "A role for no one"),
        Error("KFT0804", "A name that another component uses"),
        Error("KFT0805", "Two bindings of one name"),
        Error("KFT0806", "A group of Kubernetes itself"),
        Warning("KFT0807", "A group of the file where one of the identity provider is meant"),
        Error("KFT0808", "A preset and a role"),
        Warning("KFT0809", "An allowance without effect"),

        Error("KFT0901", "The name of an object of the platform"),
        Error("KFT0902", "Not a Docker configuration"),
        Warning("KFT0903", "A secret file that others can read"),
        Error("KFT0904", "A Secret of a type that is not for settings"),
        Error("KFT0905", "A registry beside a Docker configuration"),
        Error("KFT0906", "A PodDefault for every pod"),
        Error("KFT0907", "Pod security in two places"),
        Warning("KFT0908", "A level that Kubeflow's pods do not comply with"),
        Error("KFT0909", "A version of no level"),

        Error("KFT1001", "A key of another flavor"),
        Error("KFT1002", "Not a usable user name"),
        Error("KFT1003", "A role of the cluster itself"),
        Error("KFT1004", "Not a usable name with its prefix"),

        Error("KFT1101", "Pods that would run as root"),
        Warning("KFT1102", "Two tenants with one uid"),
        Warning("KFT1103", "A policy that rejects notebooks"),
        Error("KFT1104", "Not the path of a home directory"),
        Error("KFT1105", "Not a duration"),
        Error("KFT1106", "A lifetime is required that has no limit"),
        Error("KFT1111", "A line that is not LDIF"),

        Error("KFT1201", "Not a time that something is kept"),
        Error("KFT1202", "A threshold of a tenant that is never reaped"),
        Error("KFT1203", "A suspension's date on a tenant that is not suspended"),
        Error("KFT1204", "Not a day"),
        Error("KFT1205", "A line that is no variable"),
        Error("KFT1206", "A variable that a shell computes"),

        Error("KFT1301", "An unknown cluster"),
        Error("KFT1302", "Not one way to reach a cluster"),
        Error("KFT1303", "Two names for one cluster"),
        Warning("KFT1304", "A tenant in no cluster"),
        Warning("KFT1305", "A cluster without a tenant"),
        Error("KFT1306", "Clusters chosen by name and by label"),
        Error("KFT1307", "Not the address of an API server"),
        Error("KFT1308", "A token of a cluster as a secret of tenants"),
    ];

    private static readonly FrozenDictionary<string, DiagnosticDescriptor> ById = All.ToFrozenDictionary(d => d.Id, StringComparer.Ordinal);

    private static DiagnosticDescriptor Error(string id, string title) => new(id, Severity.Error, title);

    private static DiagnosticDescriptor Warning(string id, string title) => new(id, Severity.Warning, title);

    private static Diagnostic Make(string id, SourceLocation at, string message) => new(id, ById[id].Severity, message, at);

    /// <summary>A value against a pattern or a bound of the schema: a rule of the same value says it better.</summary>
    internal static bool IsOfForm(Diagnostic finding) => finding.Id is "KFT0205" or "KFT0206";

    /// <summary>Capitals in an address: what is wrong with it otherwise is repaired first.</summary>
    internal static bool IsOfCapitals(Diagnostic finding) => finding.Id is "KFT0309";

    /// <summary>Something is not there; it may be what an error left out.</summary>
    internal static bool IsOfAbsence(Diagnostic finding) => finding.Id is "KFT0505" or "KFT1304" or "KFT1305";

    /// <summary>About the file and not about the line that it names.</summary>
    public static bool IsOfWholeFile(Diagnostic finding) => finding.Id is "KFT0101" or "KFT0102" or "KFT0103";

    private static string Quote(string text) => QuotedText.Of(text);
}
