using System.Text.Json;

namespace KfTenants.Kubernetes.Client;

/// <summary>What must be known of an item of a list before it is taken out of the list's bytes; found on the way to its end.</summary>
internal struct ItemOutline
{
    private bool _hasKind;
    private bool _hasVersion;
    private (int Start, int End) _managedFields;

    /// <summary>It has <c>apiVersion</c> and <c>kind</c>, as items of custom resources do.</summary>
    public readonly bool HasType => _hasKind && _hasVersion;

    /// <summary>Where the value of <c>metadata.managedFields</c> is, when it is a list; empty when there is none.</summary>
    /// <param name="start">Where counting begins.</param>
    public readonly Range ManagedFields(int start) => _managedFields.End == 0 ? default : (_managedFields.Start - start)..(_managedFields.End - start);

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
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            if (!reader.Read() || !(isMetadata && reader.TokenType == JsonTokenType.StartObject ? TryReadMetadata(ref reader) : reader.TrySkip()))
            {
                return false;
            }
        }

        return false;
    }

    private bool TryReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            var isManagedFields = reader.ValueTextEquals("managedFields"u8);
            if (!reader.Read())
            {
                return false;
            }

            isManagedFields &= reader.TokenType == JsonTokenType.StartArray;
            var start = (int)reader.TokenStartIndex;
            if (!reader.TrySkip())
            {
                return false;
            }

            if (isManagedFields)
            {
                _managedFields = (start, (int)reader.BytesConsumed);
            }
        }

        return false;
    }
}
