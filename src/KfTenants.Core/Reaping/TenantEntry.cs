using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Reaping;

/// <summary>Where the entry of one tenant stands in a text, key by key.</summary>
/// <param name="Index">Its place in the list.</param>
/// <param name="IsFlow">In braces.</param>
internal sealed record TenantEntry(int Index, bool IsFlow, ImmutableArray<TenantKey> Keys)
{
    public TenantKey? Find(string key) => Keys.FirstOrDefault(k => k.Key.Value == key);

    /// <summary>The entries of the list <c>tenants</c>; none of a text that is not YAML. What an alias stands for is written elsewhere.</summary>
    public static ImmutableArray<TenantEntry> In(string text)
    {
        var entries = ImmutableArray.CreateBuilder<TenantEntry>();
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            parser.Consume<MappingStart>();
            while (!parser.Accept<MappingEnd>(out _))
            {
                var isTenants = parser.Accept<Scalar>(out var key) && key.Value == "tenants";
                parser.SkipThisAndNestedEvents();
                if (!isTenants || !parser.TryConsume<SequenceStart>(out _))
                {
                    parser.SkipThisAndNestedEvents();
                    continue;
                }

                for (var index = 0; !parser.TryConsume<SequenceEnd>(out _); index++)
                {
                    if (parser.TryConsume<MappingStart>(out var map))
                    {
                        entries.Add(Read(parser, map, index));
                    }
                    else
                    {
                        parser.SkipThisAndNestedEvents();
                    }
                }
            }
        }
        catch (YamlException)
        {
            return [];
        }

        return entries.ToImmutable();
    }

    private static TenantEntry Read(Parser parser, MappingStart map, int index)
    {
        var keys = ImmutableArray.CreateBuilder<TenantKey>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var isScalar = parser.Accept<Scalar>(out var key);
            parser.SkipThisAndNestedEvents();
            parser.Accept<Scalar>(out var value);
            parser.SkipThisAndNestedEvents();
            if (isScalar)
            {
                keys.Add(new TenantKey(key!, value));
            }
        }

        return new TenantEntry(index, map.Style == MappingStyle.Flow, keys.ToImmutable());
    }
}

/// <summary>One key with its value.</summary>
/// <param name="Value">Null when it is no scalar, or an alias.</param>
internal sealed record TenantKey(Scalar Key, Scalar? Value);
