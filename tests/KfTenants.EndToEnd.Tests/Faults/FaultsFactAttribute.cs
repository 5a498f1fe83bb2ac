namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>A long campaign: run by <c>script/faults</c> only, which names the file for the numbers in <c>KFTENANTS_FAULTS</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultsFactAttribute : FactAttribute
{
    public FaultsFactAttribute()
    {
        if (Campaign.NumbersFile is null)
        {
            Skip = "script/faults runs it";
        }
    }
}
