namespace KfTenants.Cli.Commands;

/// <summary>What the usual variables of CI systems say about the pipeline that this runs in.</summary>
internal sealed record CiEnvironment(bool IsOne, string? RunUrl, string? Commit)
{
    public static CiEnvironment Of(Terminal terminal)
    {
        var github = Variable(terminal, "GITHUB_SERVER_URL") is { } server && Variable(terminal, "GITHUB_REPOSITORY") is { } repository &&
            Variable(terminal, "GITHUB_RUN_ID") is { } run ? $"{server}/{repository}/actions/runs/{run}" : null;

        // GitHub and Gitea, GitLab, Jenkins.
        var url = github ?? Variable(terminal, "CI_JOB_URL") ?? Variable(terminal, "BUILD_URL");
        var commit = Variable(terminal, "GITHUB_SHA") ?? Variable(terminal, "CI_COMMIT_SHA") ?? Variable(terminal, "GIT_COMMIT");
        var saysSo = Variable(terminal, "CI") is { } ci && !ci.Equals("false", StringComparison.OrdinalIgnoreCase);
        return new CiEnvironment(saysSo || url is not null, url, commit);
    }

    private static string? Variable(Terminal terminal, string name) => terminal.Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
