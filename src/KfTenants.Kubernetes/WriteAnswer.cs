using System.Collections.Immutable;
using System.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Kubernetes;

/// <summary>A field that another manager holds: <c>details.causes[]</c> of a 409.</summary>
/// <param name="Field">As the server writes it: <c>.spec.owner.name</c>.</param>
public sealed record FieldOwner(string Manager, string Field);

/// <summary>The answers to a write that a caller must expect; a closed hierarchy. Anything else is a <see cref="KfTenantsException"/>.</summary>
public abstract record WriteAnswer
{
    private WriteAnswer()
    {
    }

    /// <summary>What the answer says is wrong; null when it was written.</summary>
    public string? Problem => this switch
    {
        Written => null,
        Stale stale => stale.Message,
        NotFound missing => missing.Message,
        Owned owned => owned.Message,
        NamespaceTerminating terminating => terminating.Message,
        Refused refused => refused.Message,
        _ => throw new UnreachableException(),
    };

    /// <summary>Stored, or already so. For a deletion the object as it was last seen, or null when it is gone.</summary>
    public sealed record Written(KubeObject? Object) : WriteAnswer
    {
        /// <summary>The answer was lost, and the object read again: others may have written to it since.</summary>
        public bool IsReadLater { get; init; }
    }

    /// <summary>The precondition no longer holds: the object was created, changed, re-created or deleted since.</summary>
    public sealed record Stale(string Message) : WriteAnswer;

    /// <summary>404: the object (for a deletion) or its namespace does not exist.</summary>
    public sealed record NotFound(string Message) : WriteAnswer;

    /// <summary>Other field managers hold fields that differ, and force was not given.</summary>
    public sealed record Owned(ImmutableArray<FieldOwner> Fields, string Message) : WriteAnswer;

    /// <summary>The namespace is being deleted.</summary>
    public sealed record NamespaceTerminating(string Message) : WriteAnswer;

    /// <summary>Refused for good: validation, permission, admission. The message says what and why.</summary>
    public sealed record Refused(string Message) : WriteAnswer;
}
