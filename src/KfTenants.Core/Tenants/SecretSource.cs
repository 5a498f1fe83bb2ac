using KfTenants.Tenants.Rules;

namespace KfTenants.Tenants;

/// <summary>Where a secret is read: an environment variable or a file; a closed set.</summary>
public abstract record SecretSource
{
    private SecretSource()
    {
    }

    /// <summary>For a sentence: the kind of the source and its name. Never anything of the secret.</summary>
    public abstract string Text { get; }

    public sealed record Env(string Variable) : SecretSource
    {
        public override string Text => $"environment variable {Variable}";

        /// <summary>The text can be the name of an environment variable, or the beginning of one.</summary>
        public static bool IsName(string text) => NameRules.IsVariable(text);
    }

    /// <param name="Path">As written; relative to the document's directory, or to the one that the command line names.</param>
    /// <param name="DocumentFile">The document that names it.</param>
    public sealed record File(string Path, string DocumentFile) : SecretSource
    {
        public override string Text => $"file {Path}";
    }
}
