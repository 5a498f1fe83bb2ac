namespace KfTenants.Cli.Output;

/// <summary>Several clusters for people: each under its heading, then one line about all.</summary>
internal static class ClustersText
{
    public static StyledText Of(RenderedClusters answer)
    {
        var text = new StyledText();
        foreach (var part in answer.Parts)
        {
            text.Add(Heading(part.Name));
            if (part.Rendering is StyledText told)
            {
                text.Add(told);
            }

            if (part.Failure is { } failure)
            {
                text.Add(failure.ToText());
            }

            text.EndLine();
        }

        return text.Add(End(answer));
    }

    public static StyledText Heading(string cluster) => new StyledText().Add(Tone.Heading, $"=== Cluster {cluster} ===").EndLine();

    /// <summary>The line about all, and how to go on.</summary>
    public static StyledText End(RenderedClusters answer)
    {
        var text = new StyledText();
        if (answer.Checksum is { } sum)
        {
            text.Add(Tone.Faint, $"checksum {sum} (of all clusters)").EndLine();
        }

        text.Add(answer.Code == ExitCode.Ok ? Tone.Heading : Tone.Bad, answer.Summary).EndLine();
        return answer.Next is { } next ? text.Add("Next: ").Line(next) : text;
    }
}
