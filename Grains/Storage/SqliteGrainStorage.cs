using System.Globalization;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace MesosOrleans.Storage;

/// <summary>
/// Grain state in a SQLite file: the embedded default, for one machine. The ETag is a number that each write raises; a write or clear
/// succeeds only over the ETag that was read, whoever else wrote meanwhile. A state that was cleared keeps its row and its number, so that
/// an old ETag never fits again.
/// </summary>
public sealed class SqliteGrainStorage : IGrainStorage, IAsyncDisposable
{
    private static readonly SqliteSchema Schema = new("grain storage", 0x4D475354, [
        """
        CREATE TABLE grain_state (
            name TEXT NOT NULL, grain TEXT NOT NULL, etag INTEGER NOT NULL, payload BLOB, PRIMARY KEY (name, grain)) STRICT;
        """]);

    private readonly SqliteFileStore _file;
    private readonly Serializer _serializer;
    private readonly IActivatorProvider _activators;

    private SqliteGrainStorage(SqliteFileStore file, Serializer serializer, IActivatorProvider activators)
    {
        _file = file;
        _serializer = serializer;
        _activators = activators;
    }

    /// <exception cref="StoreException">The file is damaged, of a newer program, of another kind, or in use.</exception>
    public static async Task<SqliteGrainStorage> Open(string path, Serializer serializer, IActivatorProvider activators, CancellationToken cancellation) =>
        new(await SqliteFileStore.Open(path, Schema, cancellation), serializer, activators);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (etag, payload) = await _file.Run<(string?, byte[]?)>(connection =>
        {
            using var command = connection.Statement("SELECT etag, payload FROM grain_state WHERE name = $name AND grain = $grain",
                ("$name", stateName), ("$grain", grainId.ToString()));
            using var reader = command.ExecuteReader();
            if (!reader.Read())
                return (null, null);
            return (reader.GetInt64(0).ToString(CultureInfo.InvariantCulture), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1));
        }, CancellationToken.None);

        grainState.ETag = etag;
        grainState.RecordExists = payload is not null;
        grainState.State = payload is null ? Empty<T>() : _serializer.Deserialize<T>(payload)!;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Put(stateName, grainId, grainState, _serializer.SerializeToArray(grainState.State));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Put(stateName, grainId, grainState, null);
        grainState.RecordExists = false;
        grainState.State = Empty<T>();
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private T Empty<T>() => _activators.GetActivator<T>().Create();

    private async Task Put<T>(string stateName, GrainId grainId, IGrainState<T> grainState, byte[]? payload)
    {
        var expected = grainState.ETag;
        var stored = await _file.Run(connection => connection.Scalar<long?>(expected is null
            ? "INSERT INTO grain_state VALUES ($name, $grain, 1, $payload) ON CONFLICT DO NOTHING RETURNING etag"
            : "UPDATE grain_state SET etag = etag + 1, payload = $payload WHERE name = $name AND grain = $grain AND etag = $etag RETURNING etag",
            ("$name", stateName), ("$grain", grainId.ToString()), ("$payload", payload),
            ("$etag", expected is null ? null : long.Parse(expected, CultureInfo.InvariantCulture))),
            CancellationToken.None);
        if (stored is not { } etag)
        {
            throw new InconsistentStateException(
                $"The state {stateName} of {grainId} was written by another activation since ETag {expected ?? "(none)"} was read. Read it again.",
                "(unknown)", expected ?? "(none)");
        }

        grainState.ETag = etag.ToString(CultureInfo.InvariantCulture);
    }
}
