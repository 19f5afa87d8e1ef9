namespace MesosOrleans.Cli.Processes;

/// <summary>
/// Where the programs of this repository lie. The build puts each in <c>artifacts/bin/NAME/CONFIGURATION/</c>, so that they are found
/// from the directory of this one; <see cref="HomeVariable"/> names another place, which holds either <c>NAME/</c> or the whole <c>artifacts/bin</c>.
/// </summary>
internal static class ProgramFiles
{
    public const string HomeVariable = "MESOS_HOME";

    /// <summary>All places where a program may be, best first.</summary>
    public static IEnumerable<string> Candidates(string project, string assembly, string ownDirectory, string? home)
    {
        var own = Path.TrimEndingDirectorySeparator(ownDirectory);
        var configuration = Path.GetFileName(own);
        if (!string.IsNullOrEmpty(home))
        {
            yield return Path.Combine(home, project, assembly);
            yield return Path.Combine(home, project, configuration, assembly);
            yield return Path.Combine(home, "artifacts", "bin", project, configuration, assembly);
            yield break;
        }

        yield return Path.GetFullPath(Path.Combine(own, "..", "..", project, configuration, assembly));
        yield return Path.GetFullPath(Path.Combine(own, "..", project, assembly));
    }

    /// <exception cref="CliException">It is in none of the places.</exception>
    public static string Find(string project, string assembly)
    {
        var home = Environment.GetEnvironmentVariable(HomeVariable);
        var candidates = Candidates(project, assembly, AppContext.BaseDirectory, home).ToList();
        return candidates.FirstOrDefault(File.Exists) ?? throw new CliException(
            $"cannot find {assembly}; looked at {string.Join(", ", candidates)}. "
            + $"Build the solution, or set {HomeVariable} to the directory that holds {project}/");
    }

    /// <summary>The <c>dotnet</c> that runs this program, or else the one of <c>DOTNET_ROOT</c> or of the search path.</summary>
    public static string Dotnet()
    {
        if (Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet")
        {
            return own;
        }

        var root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        return (root is null ? [] : new[] { root })
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(directory => Path.Combine(directory, "dotnet"))
            .FirstOrDefault(File.Exists)
            ?? throw new CliException("cannot find the program 'dotnet': install the .NET 10 runtime, or set DOTNET_ROOT to its directory");
    }
}
