using System.Text;

namespace KfTenants.Logins.Dex;

/// <summary>
/// Dex's configuration without a secret: what a plan reads of it, written anew, each hash by its <see cref="HashMark"/>. Nothing is copied, so that a password
/// of a connector or of the storage cannot be in it.
/// </summary>
internal static class DexOutline
{
    /// <summary>What stands for a text that is no configuration, and is none either.</summary>
    private const string Unreadable = "(not a configuration that can be read)";

    private const string Head = "# What kftenants plan reads of Dex's configuration; the rest of it is left out, and of each hash there is a sum.\n";

    public static string Of(string text)
    {
        try
        {
            return Of(DexConfig.Parse(text));
        }
        catch (FormatException)
        {
            return Unreadable;
        }
    }

    /// <summary>The record, as it is; what is none may be anything.</summary>
    public static string OfRecord(string text)
    {
        try
        {
            DexRecord.Parse(text);
            return text;
        }
        catch (FormatException)
        {
            return Unreadable;
        }
    }

    /// <param name="base64">What was kept, as it stands in <c>binaryData</c>.</param>
    /// <returns>The same without the text, in base64.</returns>
    public static string OfKept(string base64)
    {
        try
        {
            return Convert.ToBase64String((DexKept.Parse(base64) with { Text = "" }).ToBytes());
        }
        catch (FormatException)
        {
            return Convert.ToBase64String(Encoding.UTF8.GetBytes(Unreadable));
        }
    }

    private static string Of(DexConfig config)
    {
        var text = new StringBuilder(Head);
        text.Append(DexReader.EnablePasswordDb).Append(config.EnablePasswordDb ? ": true\n" : ": false\n");
        text.Append(DexReader.StaticPasswords).Append(config.Users.IsEmpty ? ": []\n" : ":\n");
        foreach (var user in config.Users)
        {
            text.Append(DexFields.Block(user with { Hash = user.Hash is { } hash ? HashMark.Of(hash) : null }));
        }

        if (!config.ClientVariables.IsEmpty)
        {
            text.Append("staticClients:\n");
            foreach (var variable in config.ClientVariables)
            {
                text.Append("- secretEnv: ").Append(ConfigText.Quoted(variable)).Append('\n');
            }
        }

        return text.ToString();
    }
}
