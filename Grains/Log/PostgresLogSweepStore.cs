using MesosOrleans.Storage;
using Npgsql;

namespace MesosOrleans.Log;

/// <summary>Deletes rows that a truncation has hidden: beside the commits, and a few at a time, so that no append waits for thousands.</summary>
internal sealed class PostgresLogSweepStore(PostgresLogConnectionStore connections, string log) : IAsyncDisposable
{
    private const int RowsMax = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private Task _sweeping = Task.CompletedTask;
    private bool _again;
    private bool _ended;

    /// <summary>There is something to delete.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _again = true;
            if (_sweeping.IsCompleted && !_ended)
                _sweeping = Task.Run(Sweep);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _ended = true;
        await _sweeping;
    }

    private async Task Sweep()
    {
        while (Goes())
        {
            try
            {
                while (!_ended && await connections.Use(Delete, CancellationToken.None) == RowsMax)
                    await Task.Delay(Pause);
            }
            catch (Exception exception) when (exception is NoAnswerException or StoreException)
            {
                // The rows stay hidden, and the next truncation tries again.
            }
        }
    }

    private bool Goes()
    {
        lock (_lock)
        {
            var goes = _again && !_ended;
            _again = false;
            if (!goes)
                _sweeping = Task.CompletedTask;
            return goes;
        }
    }

    private async Task<int> Delete(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT log_sweep($1, $2)", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = log }, new NpgsqlParameter<int> { TypedValue = RowsMax } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
