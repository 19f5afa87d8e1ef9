using MesosOrleans.Cli.Cluster;
using MesosOrleans.Connection;
using MesosOrleans.Values;

namespace MesosOrleans.Cli.Tasks;

/// <summary>Says why a command waits for offers, once it has waited some seconds, and again when the reason is another.</summary>
internal sealed class WaitWatch(MasterHttp master, Resources wanted, Func<bool> waits, Action<string> say) : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ending = new();
    private Task _watching = Task.CompletedTask;

    public void Start() => _watching = Watch();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task Watch()
    {
        var last = "";
        using var timer = new PeriodicTimer(Period);
        while (await timer.WaitForNextTickAsync(_ending.Token))
        {
            if (!waits())
            {
                continue;
            }

            var reason = await Reason();
            if (waits() && reason != last)
            {
                say($"waiting: {reason}");
                last = reason;
            }
        }
    }

    private async Task<string> Reason()
    {
        try
        {
            return WaitReason.Of(await master.State(_ending.Token), wanted);
        }
        catch (MasterUnreachableException)
        {
            return "the master does not answer";
        }
    }
}
