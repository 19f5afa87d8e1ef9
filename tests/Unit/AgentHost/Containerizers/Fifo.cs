using System.Runtime.InteropServices;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>What a command says through it, or waits for, is the event of a test.</summary>
internal sealed partial class Fifo : IDisposable
{
    private readonly FileStream _file;
    private readonly StreamReader _reader;

    public Fifo(string directory, string name)
    {
        Path = System.IO.Path.Combine(directory, name);
        if (Make(Path, 0x1B6) != 0) throw new IOException($"mkfifo {Path}: {Marshal.GetLastPInvokeErrorMessage()}");
        // Open for both ways, so that neither side waits for the other to open it.
        _file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _reader = new StreamReader(_file);
    }

    public string Path { get; }

    public Task<string?> ReadLine() => _reader.ReadLineAsync();

    public void WriteLine(string line) => _file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Make(string path, uint mode);
}
