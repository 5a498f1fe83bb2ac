using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>Answers as HashiCorp Vault does for one secret of its engine KV version 2: versions, check-and-set, and who may.</summary>
internal sealed class VaultStandIn
{
    public const string Token = "canary-vault";

    private int _version;

    public JsonObject? Data { get; private set; }

    /// <summary>Another program writes a key of its own after the next read.</summary>
    public bool ChangeInBetween { get; set; }

    public async Task AnswerAsync(HttpContext context)
    {
        var (status, body) = context.Request.Headers["X-Vault-Token"] != Token ? (403, Errors("permission denied"))
            : context.Request.Path != "/v1/secret/data/ci/team-a" ? (404, Errors("no handler for route"))
            : HttpMethods.IsGet(context.Request.Method) ? Read()
            : Write((await JsonNode.ParseAsync(context.Request.Body))!.AsObject());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString());
    }

    private static JsonObject Errors(string text) => new() { ["errors"] = new JsonArray(text) };

    private (int Status, JsonObject Body) Read()
    {
        if (Data is null)
        {
            return (404, new JsonObject { ["errors"] = new JsonArray() });
        }

        var body = new JsonObject { ["data"] = new JsonObject { ["data"] = Data.DeepClone(), ["metadata"] = new JsonObject { ["version"] = _version } } };
        if (ChangeInBetween)
        {
            ChangeInBetween = false;
            Data["other"] = "kept";
            _version++;
        }

        return (200, body);
    }

    private (int Status, JsonObject Body) Write(JsonObject request)
    {
        if ((int)request["options"]!["cas"]! != _version)
        {
            return (400, Errors("check-and-set parameter did not match the current version"));
        }

        Data = (JsonObject)request["data"]!.DeepClone();
        _version++;
        return (200, new JsonObject { ["data"] = new JsonObject { ["version"] = _version } });
    }
}
