// What a native file must survive: collections that interrupt a thread wherever it is, among others in the epilogue before the jump of a method to
// its own start. script/check-native compiles this with the options of the product. A runtime or a compiler that loses the caller's frame there
// ends it by an access violation within seconds.
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

var names = Enumerable.Range(0, 500).Select(i => "tenant-" + i.ToString(CultureInfo.InvariantCulture)).ToArray();
var sorted = names.ToImmutableSortedDictionary(n => n, n => ImmutableArray.Create(n), StringComparer.Ordinal);
var plain = names.ToDictionary(n => n, StringComparer.Ordinal);
var isOver = false;
var wrong = 0;
var worker = new Thread(() =>
{
    while (!Volatile.Read(ref isOver))
    {
        wrong += names.Count(n => !Lookup.IsInBoth(sorted, plain, n));
    }
});
worker.Start();
for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(15);)
{
    GC.Collect(0);
}

Volatile.Write(ref isOver, true);
worker.Join();
return wrong == 0 ? 0 : 1;

internal static class Lookup
{
    // The search of the sorted one ends in a call of itself; what comes after it needs the frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsInBoth(ImmutableSortedDictionary<string, ImmutableArray<string>> sorted, Dictionary<string, string> plain, string name) =>
        sorted.ContainsKey(name) && plain.TryGetValue(name, out var value) && value.Length == name.Length;
}
