namespace KfTenants.Kubernetes.Client;

/// <summary>The last answer to a request, retries done.</summary>
/// <param name="Value">What was read from a success.</param>
/// <param name="Failure">Null for a success.</param>
/// <param name="WasAmbiguous">An earlier attempt may have done the work although its answer was lost.</param>
public sealed record ApiAnswer<T>(int HttpStatus, T? Value, ApiStatus? Failure, int Attempts, bool WasAmbiguous);
