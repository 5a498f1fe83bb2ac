using System.Collections.Immutable;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads the entries of <c>users</c> and their logins.</summary>
internal static class UserReader
{
    public static void Read(ImmutableArray<YamlNode.Mapping> entries, LoginStore store, People people, DiagnosticBag findings)
    {
        foreach (var entry in entries)
        {
            if (findings.IsFull)
            {
                return;
            }

            if (entry.Text("name") is { } handle && entry.Text("email") is { } email)
            {
                var user = Read(entry, handle, email, findings);
                people.Add(user, email.Location);
                if (store == LoginStore.Passwords && user.Login is not null and not Login.DexEnv)
                {
                    CheckPasswordObject(email, findings);
                }
            }
        }
    }

    // Dex looks a Password object up by the e-mail in lower case, and its name holds all of it (storage/kubernetes/storage.go).
    private static void CheckPasswordObject(YamlNode.Scalar email, DiagnosticBag findings)
    {
        if (DexPasswordName.KeyOf(email.Text) != email.Text)
        {
            findings.Add(KnownDiagnostics.UpperCasePasswordEmail(email.Location, email.Text));
        }

        if (Encoding.UTF8.GetByteCount(email.Text) is var bytes && bytes > DexPasswordName.MaxEmailBytes)
        {
            findings.Add(KnownDiagnostics.LongPasswordEmail(email.Location, email.Text, bytes, DexPasswordName.MaxEmailBytes));
        }
    }

    private static User Read(YamlNode.Mapping entry, YamlNode.Scalar handle, YamlNode.Scalar email, DiagnosticBag findings)
    {
        if (!NameRules.IsHandle(handle.Text))
        {
            findings.Add(KnownDiagnostics.BadName(handle.Location, "handle", handle.Text, NameRules.Handle));
        }

        if (EmailAddress.Problem(email.Text) is { } problem)
        {
            findings.Add(KnownDiagnostics.BadEmail(email.Location, email.Text, problem));
        }
        else if (EmailAddress.HasUpperCase(email.Text))
        {
            findings.Add(KnownDiagnostics.UpperCaseEmail(email.Location, email.Text));
        }

        return new User(
            handle.Text,
            email.Text,
            entry.AnyText("username")?.Text ?? handle.Text,
            entry.AnyText("userID")?.Text,
            entry.Map("login") is { } login ? ReadLogin(login, findings) : null,
            entry.List("groups") is { } groups ? [.. groups.Items.Select(YamlAccess.AnyText).OfType<YamlNode.Scalar>().Select(g => g.Text)] : null,
            entry.AnyText("preferredUsername")?.Text,
            entry.AnyText("displayName")?.Text,
            entry.Boolean("emailVerified"),
            handle.Location);
    }

    private static Login? ReadLogin(YamlNode.Mapping login, DiagnosticBag findings)
    {
        if (login.Entries is not [var form])
        {
            return null;
        }

        switch (form.Key, form.Value)
        {
            case ("passwordHash", YamlNode.Scalar { Kind: ScalarKind.Text } hash):
                if (BcryptHash.Check(hash.Text, hash.Location) is { } finding)
                {
                    findings.Add(finding);
                }

                return new Login.PasswordHash(hash.Text, form.KeyLocation);
            case ("passwordHashFrom", YamlNode.Mapping from):
                return SourceReader.Read(from, findings) is { } hashSource ? new Login.PasswordHashFrom(hashSource, form.KeyLocation) : null;
            case ("passwordFrom", YamlNode.Mapping from):
                return SourceReader.Read(from, findings) is { } passwordSource ? new Login.PasswordFrom(passwordSource, form.KeyLocation) : null;
            case ("dexEnv", YamlNode.Scalar { Kind: ScalarKind.Text } variable):
                SourceReader.CheckVariable(variable, findings);
                return new Login.DexEnv(variable.Text, form.KeyLocation);
            default:
                return null;
        }
    }
}
