using System.Runtime.InteropServices;
using System.Text;
using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>
/// <c>enter STDOUT STDERR PROGRAM ARGUMENTS…</c>, the first process of a Docker container: appends its outputs to the two files, which are in the mounted sandbox, and becomes the program.
/// </summary>
internal static unsafe partial class EnterProgram
{
    public const string Command = "enter";

    /// <summary>As shells have it: the program was not found, cannot be executed; and as Docker has it: not even its outputs could be opened.</summary>
    public const int NotFound = 127, NotExecutable = 126, NoOutput = 125;

    private const int Pipe = 13, Missing = 2, Default = 0;

    public static int Run(ReadOnlySpan<string> words)
    {
        if (words.Length < 3) return NoOutput;
        for (var fd = 1; fd <= 2; fd++)
        {
            var file = Native.Open(words[fd - 1], Native.WriteOnly | Native.Append);
            if (file < 0 || dup2(file, fd) < 0) return NoOutput;
        }

        Native.KeepDescriptorsFromCommand(3);
        // The runtime ignores it, which the program would inherit.
        signal(Pipe, Default);
        var argv = Strings(words[2..]);
        execvp(argv[0], argv);
        var errno = Native.Errno;
        var text = Encoding.UTF8.GetBytes($"cannot execute {words[2]}: {Marshal.GetPInvokeErrorMessage(errno)}\n");
        fixed (byte* start = text) Native.write(2, start, text.Length);
        return errno == Missing ? NotFound : NotExecutable;
    }

    /// <summary>Makes a descriptor another name of an open file.</summary>
    public static void Duplicate(int from, int to) => dup2(from, to);

    private static byte** Strings(ReadOnlySpan<string> words)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)words.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < words.Length; i++) list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(words[i]);
        return list;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int execvp(byte* file, byte** argv);
}
