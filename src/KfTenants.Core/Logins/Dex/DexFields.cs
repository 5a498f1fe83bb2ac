namespace KfTenants.Logins.Dex;

/// <summary>The fields of an entry one by one, in the order in which a new entry is written.</summary>
internal static class DexFields
{
    /// <summary>Name and YAML text of each; the text is null where the field is not set.</summary>
    /// <param name="asJson">The surrounding text is JSON, which has no bare words and no single quotes.</param>
    public static IEnumerable<(string Field, string? Text)> Texts(DexUser user, bool asJson)
    {
        string? Of(string? value, Func<string, string> write) =>
            value is null ? null : asJson ? ConfigText.Quoted(value) : write(value);

        yield return ("email", Of(user.Email, ConfigText.Word));
        yield return ("hash", Of(user.Hash, ConfigText.SingleQuoted));
        yield return ("hashFromEnv", Of(user.HashFromEnv, ConfigText.Word));
        yield return ("username", Of(user.Username, ConfigText.Quoted));
        yield return ("userID", Of(user.UserId, ConfigText.Quoted));
        yield return ("name", Of(user.Name, ConfigText.Quoted));
        yield return ("preferredUsername", Of(user.PreferredUsername, ConfigText.Quoted));
        yield return ("emailVerified", user.EmailVerified switch { true => "true", false => "false", null => null });
        yield return ("groups", user.Groups is { IsDefault: false } groups ? ConfigText.QuotedList(groups) : null);
    }

    /// <summary>An entry of a list in block style, as in the Kubeflow manifests.</summary>
    public static string Block(DexUser user) => string.Concat(
        Texts(user, asJson: false).Where(f => f.Text is not null).Select((f, i) => $"{(i == 0 ? "-" : " ")} {f.Field}: {f.Text}\n"));

    /// <summary>By value, the groups too, which a record would compare by reference.</summary>
    public static bool AreEqual(DexUser a, DexUser b) => Texts(a, asJson: true).SequenceEqual(Texts(b, asJson: true));
}
