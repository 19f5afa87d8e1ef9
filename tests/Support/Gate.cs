using System.Runtime.InteropServices;

namespace MesosOrleans.Tests.Support;

/// <summary>Shell commands wait before it until the test opens it, however many they are, without using the processor.</summary>
public sealed partial class Gate : IDisposable
{
    private const uint Everybody = 0x1B6;

    private readonly string _path;
    private readonly FileStream _closed;

    public Gate(string path)
    {
        _path = path;
        if (Make(path, Everybody) != 0)
        {
            throw new IOException($"mkfifo {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // As long as somebody could write, who reads waits. Open for both ways, since one way alone would wait for a reader.
        _closed = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>The shell's command that waits.</summary>
    public string Wait => $"read _ < {_path}";

    /// <summary>Who waits goes on; who comes later finds an empty file.</summary>
    public void Open()
    {
        var empty = $"{_path}.open";
        File.WriteAllText(empty, "");
        File.Move(empty, _path, overwrite: true);
        _closed.Dispose();
    }

    public void Dispose() => _closed.Dispose();

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Make(string path, uint mode);
}
