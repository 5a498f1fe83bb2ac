using System.Text.Json;

namespace KfTenants.Kubernetes.Client;

/// <summary>What must be known of an item of a list before it is taken out of the list's bytes; found on the way to its end.</summary>
internal struct ItemOutline
{
    private bool _hasKind;
    private bool _hasVersion;

    /// <summary>It has <c>apiVersion</c> and <c>kind</c>, as items of custom resources do.</summary>
    public readonly bool HasType => _hasKind && _hasVersion;

    /// <summary>Goes from the beginning of an object to its end; false when there are not enough bytes, and the reader is then of no use.</summary>
    public bool TryRead(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            _hasKind |= reader.ValueTextEquals("kind"u8);
            _hasVersion |= reader.ValueTextEquals("apiVersion"u8);
            if (!reader.Read() || !reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }
}
