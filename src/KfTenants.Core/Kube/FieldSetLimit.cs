using System.Globalization;

namespace KfTenants.Kube;

/// <summary>
/// How much one object's field sets may hold together. A few hundred kilobytes of <c>managedFields</c> can name gigabytes of pointers,
/// because each repeats the names above it; an owner of a tenant may write them.
/// </summary>
public sealed class FieldSetLimit
{
    /// <summary>Fields of all managers of one object; ordinary objects have tens to hundreds.</summary>
    public const int MaxFields = 20_000;

    /// <summary>Characters of all their pointers.</summary>
    public const int MaxLength = 4 << 20;

    private int _fields;
    private long _length;

    /// <exception cref="FieldSetTooLargeException">It would be too much.</exception>
    internal void Take(int length) => Take(1, length);

    /// <summary>The same of all that was taken of another.</summary>
    /// <exception cref="FieldSetTooLargeException">It would be too much.</exception>
    internal void Take(FieldSetLimit other) => Take(other._fields, other._length);

    private void Take(int fields, long length)
    {
        _fields += fields;
        _length += length;
        if (_fields > MaxFields || _length > MaxLength)
        {
            throw new FieldSetTooLargeException(string.Create(CultureInfo.InvariantCulture,
                $"its metadata.managedFields name more than {MaxFields} fields, or more than {MaxLength >> 20} MiB of them"));
        }
    }
}

/// <summary>There are more fields than are read.</summary>
public sealed class FieldSetTooLargeException(string message) : KfTenantsException(message);
