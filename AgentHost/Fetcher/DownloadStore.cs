namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>Writes what a server sends to a file.</summary>
internal static class DownloadStore
{
    private const int CopyBuffer = 128 << 10;

    /// <param name="content">What the server sends.</param>
    /// <param name="target">Full path of a file that is not there.</param>
    /// <param name="budget">How much it may be.</param>
    /// <param name="stall">Hears of each part.</param>
    public static async Task Save(Stream content, string target, FetchBudget budget, StallWatch stall)
    {
        await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[CopyBuffer];
        for (int count; (count = await content.ReadAsync(buffer, stall.Token)) > 0;)
        {
            stall.Heard();
            budget.Take(count);
            await file.WriteAsync(buffer.AsMemory(0, count), stall.Token);
        }
    }
}
