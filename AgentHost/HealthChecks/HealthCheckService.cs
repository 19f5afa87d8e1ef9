using System.Net;
using System.Net.Sockets;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.HealthChecks;

/// <summary>
/// Carries the checks out, over loopback, where tasks of this machine listen. A redirect is an answer and not followed, and a certificate is not
/// judged: whether the task answers is asked, not who it is.
/// </summary>
internal sealed class HealthCheckService(TaskLauncherClient launcher, TimeProvider time) : IHealthChecker, IDisposable
{
    private const int GoodFrom = 200;
    private const int GoodTo = 399;
    private const string Nowhere = "/dev/null";

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // Each check asks the task anew, not a connection that was good before.
        PooledConnectionLifetime = TimeSpan.Zero,
#pragma warning disable CA5359 // The task's own certificate on this machine's own loopback: nothing is told to it, nothing of it is believed.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public IAsyncDisposable Start(HealthTarget target, Action<string?> report) => new Checking(this, target, report, time);

    public void Dispose() => _http.Dispose();

    /// <returns>What is wrong; null if all is well.</returns>
    private async Task<string?> Probe(HealthTarget target, CancellationToken stop)
    {
        using var timeout = target.Limit is { } most ? new CancellationTokenSource(most, time) : new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return HealthCheckKind.TypeOf(target.Check) switch
            {
                HealthCheckType.Http => await Ask(target.Check.Http!, both.Token),
                HealthCheckType.Tcp => await Connect((int)target.Check.Tcp!.Port, both.Token),
                _ => await Execute(target, both.Token),
            };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"no answer within {target.Limit?.TotalSeconds:0.###} seconds";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the check did not succeed, and the owner of the task is told why.
            return e.Message;
        }
    }

    private async Task<string?> Ask(HttpCheck check, CancellationToken cancel)
    {
        using var answer = await _http.GetAsync(
            $"{check.Scheme ?? "http"}://127.0.0.1:{check.Port}{check.Path ?? "/"}", HttpCompletionOption.ResponseHeadersRead, cancel);
        var status = (uint)answer.StatusCode;
        var isGood = check.Statuses.IsEmpty ? status is >= GoodFrom and <= GoodTo : check.Statuses.Contains(status);
        return isGood ? null : $"the answer was {status} {answer.ReasonPhrase}";
    }

    private static async Task<string?> Connect(int port, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        return null;
    }

    private async Task<string?> Execute(HealthTarget target, CancellationToken cancel)
    {
        var command = target.Check.Command!;
        var environment = new Dictionary<string, string>(target.Environment, StringComparer.Ordinal);
        foreach (var variable in command.Environment)
        {
            environment[variable.Name] = variable.Value;
        }

        string[] words = command.Shell ? ["/bin/sh", "-c", command.Value] : [command.Value, .. command.Arguments.Skip(1)];
        string[] become = target.User is { } user
            ? As(UserAccountClient.Find(user) ?? throw new IOException($"the user '{user}' does not exist any more"))
            : [];
        // The sandbox is the task's, who may have put links in the place of its output: so the user himself opens it, not the agent.
        return await new ProgramClient(launcher, environment).Run(
            [.. become, "/bin/sh", "-c", $"exec \"$@\" >>{SandboxPath.OutputName} 2>>{SandboxPath.ErrorsName}", "sh", .. words],
            target.Directory, Nowhere, Nowhere, cancel);
    }

    private static string[] As(UserAccount account) => ["setpriv", $"--reuid={account.UserId}", $"--regid={account.GroupId}", "--init-groups", "--"];

    private sealed class Checking : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _checks;
        private int _isDisposed;

        public Checking(HealthCheckService service, HealthTarget target, Action<string?> report, TimeProvider time) =>
            _checks = Task.Run(() => Check(service, target, report, time));

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                await _stop.CancelAsync();
                await _checks;
                _stop.Dispose();
            }
        }

        private async Task Check(HealthCheckService service, HealthTarget target, Action<string?> report, TimeProvider time)
        {
            try
            {
                var pause = target.FirstAt - time.GetUtcNow();
                await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, _stop.Token);
                while (true)
                {
                    var problem = await service.Probe(target, _stop.Token);
                    _stop.Token.ThrowIfCancellationRequested();
                    report(problem);
                    await Task.Delay(target.Interval, time, _stop.Token);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
