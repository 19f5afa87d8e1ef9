using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.Tests.Unit.Launcher;

/// <summary>A directory for real commands; what they say through a FIFO is the event that a test waits for.</summary>
internal sealed partial class LauncherSandbox : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public LauncherSandbox() => Path = Directory.CreateTempSubdirectory("launcher-test-").FullName;

    public string Path { get; }

    public TaskLauncherClient Launcher { get; } = new(NullLogger<TaskLauncherClient>.Instance);

    public string Stdout => System.IO.File.ReadAllText(File("stdout"));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public LaunchSpec Spec(string script) => new()
    {
        Argv = ["/bin/sh", "-c", script],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        WorkingDirectory = Path,
        StdoutPath = File("stdout"),
        StderrPath = File("stderr"),
    };

    public LaunchedTask Run(string script) => Launcher.Launch(Spec(script));

    /// <summary>Open for both ways, so that neither side waits for the other to open it.</summary>
    public StreamReader Fifo(string name)
    {
        if (mkfifo(File(name), 0x180) != 0) throw new IOException($"mkfifo {File(name)}: {Marshal.GetLastPInvokeErrorMessage()}");
        return new StreamReader(new FileStream(File(name), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0));
    }

    /// <summary>Ends when the process does, zombies included; nobody but its parent can wait for it otherwise.</summary>
    public static async Task<bool> Gone(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (ArgumentException)
        {
            return true;
        }

        return true;
    }

    /// <summary>The next line. A FIFO that is open for both ways has no end, so a command that never writes would be waited for for ever.</summary>
    public static async Task<string> Line(StreamReader reader) => (await reader.ReadLineAsync().WaitAsync(Limit))!;

    public static async Task<int> ReadNumber(StreamReader reader) => int.Parse(await Line(reader), CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Signal(int pid, int signal);
}
