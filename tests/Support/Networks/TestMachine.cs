using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MesosOrleans.Tests.Support.Postgres;

namespace MesosOrleans.Tests.Support.Networks;

/// <summary>
/// A network namespace. It lives as long as a process whose standard input is a pipe of this one, and what else runs in it: so the kernel removes it, however the tests end.
/// </summary>
public sealed class TestMachine : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _keeper;

    private TestMachine(Process keeper, string address)
    {
        (_keeper, Address) = (keeper, address);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = Connect }) { Timeout = TimeSpan.FromSeconds(20) };
    }

    public string Address { get; }

    /// <summary>A client that stands in the machine, and so reaches what is on it also when it is cut off.</summary>
    public HttpClient Http { get; }

    /// <summary>The command that runs another one there.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", $"--net={NamespaceFile}"];

    /// <summary>For a server that is to run there.</summary>
    public PostgresPlace Place => new(Address, Enter);

    internal string Pid => _keeper.Id.ToString(CultureInfo.InvariantCulture);

    private string NamespaceFile => $"/proc/{Pid}/ns/net";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _keeper.StandardInput.Close();
        try
        {
            await _keeper.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            _keeper.Kill();
        }

        _keeper.Dispose();
    }

    internal static async Task<TestMachine> Start(string address)
    {
        var keeper = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", "ip link set lo up && echo made && exec cat > /dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var machine = new TestMachine(keeper, address);
        try
        {
            return await keeper.StandardOutput.ReadLineAsync().WaitAsync(Limit) == "made"
                ? machine
                : throw new InvalidOperationException("a network namespace could not be made (it needs root, and the programs unshare and ip)");
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    internal Task Run(params IEnumerable<string> command) => Shell.Run([.. Enter, .. command]);

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = await SocketInside();
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket belongs to the namespace that the thread was in which made it. The thread ends with that.</summary>
    private Task<Socket> SocketInside()
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                using var there = File.OpenHandle(NamespaceFile);
                if (setns((int)there.DangerousGetHandle(), 0) != 0)
                    throw new InvalidOperationException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                made.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            }
            catch (Exception e) when (e is InvalidOperationException or IOException or SocketException or UnauthorizedAccessException)
            {
                made.SetException(e);
            }
        }).Start();
        return made.Task;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int fd, int kind);
}
