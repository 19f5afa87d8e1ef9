using System.Runtime.InteropServices;

namespace MesosOrleans.Cli.Processes;

/// <summary>The system calls that .NET lacks.</summary>
internal static partial class NativeMethods
{
    public const int Terminate = 15;

    /// <summary>For <see cref="Access"/>.</summary>
    public const int Write = 2;

    /// <summary>Replaces this process by another program; the array ends in null. Returns only on failure.</summary>
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(string path, string?[] args);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Signal(int processId, int signal);

    /// <summary>0 if this process may use the path so.</summary>
    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);
}
