using YamlDotNet.Core;

namespace KfTenants.Yaml;

/// <summary>Why a text is not YAML.</summary>
/// <param name="Start">Where the construct begins.</param>
/// <param name="End">Where it breaks.</param>
/// <param name="Problem">In the parser's words, without a full stop.</param>
/// <param name="IsExact">The parser itself found it; otherwise it broke, and the place is that up to which it had read.</param>
internal sealed record YamlFault(Mark Start, Mark End, string Problem, bool IsExact);
