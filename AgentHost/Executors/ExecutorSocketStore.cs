using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>
/// The executor API on a Unix socket, for executors that have no network. The agent listens on one in its work directory; each executor finds it in its sandbox under another name of the same file,
/// so no listener is needed for each. A restarted agent listens on a new one, and puts it in the former one's place.
/// </summary>
internal sealed partial class ExecutorSocketStore(string workDirectory)
{
    /// <summary>What tells an executor of it.</summary>
    public const string Variable = "MESOS_EXECUTOR_SOCKET";

    /// <summary>In the sandbox.</summary>
    public const string Name = "executor.sock";

    /// <summary>So many bytes of a path are taken by those who listen.</summary>
    private const int PathMax = 107;

    private const UnixFileMode ForAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly string _socket = Path.Combine(workDirectory, Name);

    /// <summary>False if the work directory lies too deep for a socket.</summary>
    public bool IsPossible => Encoding.UTF8.GetByteCount(_socket) <= PathMax;

    public void Listen(KestrelServerOptions kestrel)
    {
        if (!IsPossible)
            return;
        // A former process's: the lock of the work directory says that it is gone.
        File.Delete(_socket);
        kestrel.ListenUnixSocket(_socket);
    }

    /// <summary>Puts the socket into a sandbox.</summary>
    /// <returns>Why it is not there; null if it is, or if there is none.</returns>
    public string? Link(string sandbox)
    {
        if (!IsPossible)
            return null;
        var (place, beside) = (Path.Combine(sandbox, Name), Path.Combine(sandbox, $".{Name}"));
        try
        {
            // Who may call is decided by the calls, as on the agent's address; the task's user must get through.
            File.SetUnixFileMode(_socket, ForAll);
            File.Delete(beside);
            if (link(_socket, beside) != 0)
                return $"{beside}: {Marshal.GetLastPInvokeErrorMessage()}";
            File.Move(beside, place, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>The same for a sandbox of before, if it had the socket.</summary>
    public string? LinkAgain(string sandbox) => Path.Exists(Path.Combine(sandbox, Name)) ? Link(sandbox) : null;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);
}
