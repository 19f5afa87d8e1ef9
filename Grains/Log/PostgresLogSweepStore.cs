using MesosOrleans.Storage;
using Npgsql;

namespace MesosOrleans.Log;

/// <summary>Deletes rows that a truncation has hidden: beside the commits, and a few at a time, so that no append waits for thousands.</summary>
internal static class PostgresLogSweepStore
{
    private const int RowsMax = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Until nothing is left. One that fails is made up for by the next: the rows stay hidden.</summary>
    public static async Task Run(PostgresLogConnectionStore connections, string log, Func<bool> ended)
    {
        try
        {
            while (!ended() && await connections.Use((connection, token) => Delete(connection, log, token), CancellationToken.None) == RowsMax)
                await Task.Delay(Pause);
        }
        catch (Exception exception) when (exception is NoAnswerException or StoreException or ObjectDisposedException)
        {
        }
    }

    private static async Task<int> Delete(NpgsqlConnection connection, string log, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT log_sweep($1, $2)", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = log }, new NpgsqlParameter<int> { TypedValue = RowsMax } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
