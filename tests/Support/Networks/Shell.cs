using System.Diagnostics;

namespace MesosOrleans.Tests.Support.Networks;

/// <summary>Commands of the system that end at once.</summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs one; what it says when it fails is the message.</summary>
    public static async Task Run(params IEnumerable<string> command)
    {
        string[] words = [.. command];
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{string.Join(' ', words)}: exit code {process.ExitCode}: {errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', words)}: did not end within {Limit}");
        }
    }
}
