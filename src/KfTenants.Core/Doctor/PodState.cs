using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Doctor;

/// <summary>Why a pod does not run, by its own status (core/v1, PodStatus).</summary>
/// <param name="Check">What kind of trouble it is.</param>
/// <param name="Message">One sentence without a full stop.</param>
internal sealed record PodState(DoctorCheck Check, string Message)
{
    private const string Sidecar = "istio-proxy";
    private const string InjectKey = "sidecar.istio.io/inject";

    /// <summary>Null when nothing is wrong with it.</summary>
    public static PodState? Of(KubeObject pod)
    {
        if (pod.IsTerminating || pod.Text("status", "phase") is "Succeeded")
        {
            return null;
        }

        foreach (var status in pod.At("status", "initContainerStatuses").Items().Concat(pod.At("status", "containerStatuses").Items()))
        {
            if (OfContainer(status) is { } trouble)
            {
                return trouble;
            }
        }

        var scheduled = pod.At("status", "conditions").Items().FirstOrDefault(c => c.TextMember("type") == "PodScheduled");
        return scheduled.TextMember("status") == "False"
            ? new PodState(DoctorChecks.Unschedulable, $"no node takes it: {OneLine(scheduled.TextMember("message") ?? scheduled.TextMember("reason") ?? "no reason is given")}")
            : null;
    }

    /// <summary>The mesh should have put its sidecar into it, and has not.</summary>
    public static bool LacksSidecar(KubeObject pod) =>
        !pod.IsTerminating && pod.Text("status", "phase") is "Running" && pod.At("spec", "hostNetwork") is not { ValueKind: JsonValueKind.True } &&
        pod.Annotation(InjectKey) is not "false" && pod.Label(InjectKey) is not "false" &&
        !pod.At("spec", "containers").Items().Concat(pod.At("spec", "initContainers").Items()).Any(c => c.TextMember("name") == Sidecar);

    /// <summary>On one line, and not without end: others write it.</summary>
    internal static string OneLine(string text)
    {
        const int Longest = 300;
        var line = string.Join(' ', text.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd('.');
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }

    private static PodState? OfContainer(JsonElement status)
    {
        var name = status.TextMember("name") ?? "?";
        var waiting = status.Member("state")?.Member("waiting");
        var last = status.Member("lastState")?.Member("terminated") ?? status.Member("state")?.Member("terminated");
        var said = waiting?.TextMember("message") is { Length: > 0 } message ? $": {OneLine(message)}" : "";
        return waiting?.TextMember("reason") switch
        {
            "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable" =>
                new PodState(DoctorChecks.ImagePull, $"container {name} has no image {status.TextMember("image") ?? "?"}{said}"),
            "CrashLoopBackOff" => new PodState(DoctorChecks.Crashing, $"container {name} ends again and again{Ending(last)}"),
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "PreStartHookError" or "PostStartHookError" =>
                new PodState(DoctorChecks.CannotStart, $"container {name} cannot be started{said}"),
            _ => null,
        };
    }

    private static string Ending(JsonElement? terminated) => terminated?.TextMember("reason") switch
    {
        "OOMKilled" => ": it was killed because it used more memory than its limit (OOMKilled)",
        _ when terminated?.Member("exitCode") is { ValueKind: JsonValueKind.Number } code => $" (exit code {code})",
        _ => "",
    };
}
