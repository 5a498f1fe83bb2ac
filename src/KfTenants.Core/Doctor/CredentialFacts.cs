using KfTenants.Credentials;

namespace KfTenants.Doctor;

/// <summary>What requests prove who they are with.</summary>
public enum CredentialKind
{
    /// <summary>Nothing is sent.</summary>
    None,

    /// <summary>A bearer token.</summary>
    Token,

    /// <summary>A client certificate.</summary>
    Certificate,

    /// <summary>A name and a password.</summary>
    Basic,

    /// <summary>A program that gives one.</summary>
    Plugin,
}

/// <summary>How a token was damaged on its way into the configuration.</summary>
public enum TokenFlaw
{
    /// <summary>It is as a token is.</summary>
    None,

    /// <summary>"Bearer" stands before it, which the header gets anyway.</summary>
    Bearer,

    /// <summary>A blank or a line break is in it, or at its end.</summary>
    Blank,

    /// <summary>It is the base64 of a token, as the data of a Secret has it.</summary>
    Encoded,
}

/// <summary>The credential that is configured, without anything of its secret.</summary>
/// <param name="Owner">Where it stands, for people: <c>user "ana"</c>.</param>
public sealed record CredentialFacts(CredentialKind Kind, string Owner)
{
    /// <summary>What is wrong with a token as text.</summary>
    public TokenFlaw Flaw { get; init; }

    /// <summary>What a token says of itself; null when it is none, or opaque.</summary>
    public TokenClaims? Claims { get; init; }

    /// <summary>From when on a client certificate holds.</summary>
    public DateTimeOffset? CertificateFrom { get; init; }

    /// <summary>Until when a client certificate holds.</summary>
    public DateTimeOffset? CertificateTo { get; init; }

    /// <summary>The program of a plugin.</summary>
    public string? Plugin { get; init; }

    /// <summary>Why there is no credential, though one is configured; one line.</summary>
    public string? Problem { get; init; }
}

/// <summary>The words of <see cref="CredentialKind"/>.</summary>
public static class CredentialKindNames
{
    public static string ToText(this CredentialKind kind) => kind switch
    {
        CredentialKind.Token => "token",
        CredentialKind.Certificate => "client certificate",
        CredentialKind.Basic => "name and password",
        CredentialKind.Plugin => "credential plugin",
        _ => "no credential",
    };
}
