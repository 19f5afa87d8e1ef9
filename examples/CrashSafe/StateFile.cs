using System.Text.Json;

namespace MesosOrleans.Examples;

/// <summary>The state of a framework in a file: whole and on disk when <see cref="Save"/> returns, and used by one process at a time.</summary>
public sealed class StateFile<TState> : IDisposable
    where TState : KeptState
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, AllowTrailingCommas = true };

    private readonly string _path;
    private readonly FileStream _lock;

    /// <param name="path">Need not exist; its folder must.</param>
    /// <exception cref="IOException">It cannot be written, or another process uses it.</exception>
    public StateFile(string path)
    {
        _path = Path.GetFullPath(path);
        try
        {
            _lock = new FileStream($"{_path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists($"{_path}.lock"))
        {
            throw new IOException($"The state file {path} is in use by another process; end that one first, or name another file.");
        }
    }

    /// <summary>What was saved last; null: nothing.</summary>
    /// <exception cref="InvalidDataException">It is not what <see cref="Save"/> writes.</exception>
    public TState? Load()
    {
        if (!File.Exists(_path))
            return null;

        try
        {
            return JsonSerializer.Deserialize<TState>(File.ReadAllText(_path), Json);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The state file {_path} is damaged or of another program ({e.Message}); name another file, or remove it to start anew.", e);
        }
    }

    /// <summary>Replaces what was saved before; a crash leaves the one or the other.</summary>
    public void Save(TState state)
    {
        var next = $"{_path}.next";
        using (var file = new FileStream(next, FileMode.Create))
        {
            JsonSerializer.Serialize(file, state, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();
}
