namespace KfTenants.Cli.Output;

/// <summary><c>text</c>: for people; every command has it.</summary>
internal static class TextFormat
{
    public static readonly OutputFormat Format = new("text")
    {
        Plan = PlanText.Of,
        Report = ReportText.Of,
        Validation = answer => DiagnosticText.Summary(answer),
        Diff = DiffText.Of,
        History = HistoryText.Of,
        Help = HelpText.Of,
        Access = AccessListText.Of,
        Audit = AuditText.Of,
        Doctor = DoctorText.Of,
        Idle = IdleText.Of,
        Expired = ExpiredText.Of,
        Join = ClustersText.Of,
        Tokens = TokensText.Of,
    };
}
