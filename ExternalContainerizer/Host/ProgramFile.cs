namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>This program's own file: native, or managed where there was no linker when it was built.</summary>
/// <param name="Path">The native file, or the assembly.</param>
/// <param name="IsNative">False if it needs <c>dotnet</c> to run.</param>
/// <param name="RunsInImages">True if it brings its C library, and so runs inside of any image.</param>
internal sealed record ProgramFile(string Path, bool IsNative, bool RunsInImages)
{
    public static ProgramFile Find()
    {
        var process = Environment.ProcessPath ?? throw new ContainerizerException("this program cannot find its own file");
        // The native program has no assembly beside it.
        var assembly = System.IO.Path.Combine(AppContext.BaseDirectory, "mesos-external-containerizer.dll");
        if (File.Exists(assembly)) return new ProgramFile(System.IO.Path.GetFileName(process) == "dotnet" ? assembly : process, false, false);
        return new ProgramFile(process, true, !File.ReadLines("/proc/self/maps").Any(line => line.Contains(".so", StringComparison.Ordinal)));
    }

    /// <summary>What starts this program again with the same flags.</summary>
    public IReadOnlyList<string> Words(Settings settings) => Path.EndsWith(".dll", StringComparison.Ordinal)
        ? [Environment.ProcessPath!, Path, .. settings.Given]
        : [Path, .. settings.Given];
}
