using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>The changes of one tenant, or what several have in common, under a heading.</summary>
/// <param name="Texts">The texts that are edited in place; what a format without unified diffs says of them is in the body.</param>
internal sealed record ChangeBlock(string Heading, StyledText Body, ImmutableArray<TextChange> Texts);
