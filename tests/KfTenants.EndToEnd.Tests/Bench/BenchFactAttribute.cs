namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>A measurement: run by <c>script/bench</c> only, which names the file for the numbers in <c>KFTENANTS_BENCH</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BenchFactAttribute : FactAttribute
{
    public BenchFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KFTENANTS_BENCH")))
        {
            Skip = "script/bench runs it";
        }
    }
}
