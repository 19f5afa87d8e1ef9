namespace MesosOrleans.Allocation;

/// <summary>The file of <c>--whitelist</c>, read again now and then; a list that cannot be read leaves the last one in force (rule 7.10).</summary>
/// <param name="path">Null: every slave is allowed.</param>
public sealed class WhitelistStore(string? path)
{
    private string? _text;

    /// <summary>The list if it is another than at the last call; null if it is the same.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public async Task<Whitelist?> Read()
    {
        if (path is null)
        {
            return null;
        }

        var text = await File.ReadAllTextAsync(path);
        if (text == _text)
        {
            return null;
        }

        _text = text;
        return Whitelist.Parse(text);
    }
}
