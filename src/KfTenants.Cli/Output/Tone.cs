namespace KfTenants.Cli.Output;

/// <summary>What a piece of text means; colour follows from it and never carries anything alone.</summary>
internal enum Tone
{
    Plain,
    Heading,
    Good,
    Change,
    Bad,
    Notice,
    Faint,
}
