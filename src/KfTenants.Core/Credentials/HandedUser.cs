using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace KfTenants.Credentials;

/// <summary>How who gets a kubeconfig proves who they are; a closed hierarchy of classes, so that nothing prints a token.</summary>
public abstract class HandedUser
{
    private HandedUser(string name) => Name = name;

    public string Name { get; }

    /// <summary>The body of the <c>users[]</c> entry.</summary>
    internal abstract JsonObject ToNode();

    public override string ToString() => $"user \"{Name}\"";

    /// <summary>By a token in the file.</summary>
    public sealed class WithToken(string name, string token) : HandedUser(name)
    {
        internal override JsonObject ToNode() => new() { ["token"] = token };
    }

    /// <summary>By a program that is asked for a credential at each use (client.authentication.k8s.io); no secret is in the file.</summary>
    /// <param name="version">Of the protocol: <c>v1</c>, or the older one that the tools of clouds write.</param>
    /// <param name="hint">What to do when the program is not there.</param>
    public sealed class WithPlugin(string name, string version, string command, ImmutableArray<string> arguments, string hint) : HandedUser(name)
    {
        public const string V1 = "client.authentication.k8s.io/v1";
        public const string V1Beta1 = "client.authentication.k8s.io/v1beta1";

        /// <summary>The program is told which cluster it is for.</summary>
        public bool NeedsCluster { get; init; }

        internal override JsonObject ToNode() => new()
        {
            ["exec"] = new JsonObject
            {
                ["apiVersion"] = version,
                ["args"] = arguments.IsEmpty ? null : new JsonArray([.. arguments.Select(JsonNode (a) => a)]),
                ["command"] = command,
                ["env"] = null,
                ["installHint"] = hint,
                // kubectl refuses a plugin of v1 that does not say.
                ["interactiveMode"] = "IfAvailable",
                ["provideClusterInfo"] = NeedsCluster,
            },
        };
    }
}
