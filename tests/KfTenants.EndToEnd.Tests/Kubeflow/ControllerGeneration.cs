namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>The behavioural generations of profile-controller and KFAM.</summary>
public enum ControllerGeneration
{
    /// <summary>A quota that was emptied stays in force; policies name no principals.</summary>
    UpTo16,

    /// <summary>An emptied quota is deleted (kubeflow #6188); policies name no principals.</summary>
    V17,

    /// <summary>Policies admit only the gateway and the pipelines' front end (kubeflow #7032).</summary>
    From18,
}
