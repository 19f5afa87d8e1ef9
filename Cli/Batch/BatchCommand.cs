using System.Collections.Immutable;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Tasks;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Batch;

/// <summary><c>mesos batch</c>: a framework that runs the lines of a file.</summary>
internal static class BatchCommand
{
    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(BatchFlags.Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        try
        {
            return await Run(values, await ReadLines(values.Positional[0], interrupt.Token), interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<int> Run(FlagValues values, ImmutableArray<BatchLine> lines, CancellationToken cancel)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var wanted = BatchFlags.WantedBy(values);
        var plan = new BatchPlan(lines, wanted, values.Get(BatchFlags.Jobs), values.Get(BatchFlags.Retries));
        IBatchProgress progress = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null or "")
            ? new BarProgress(lines.Length, Paint.IsWanted)
            : new PlainProgress(Console.Error, lines.Length, TimeProvider.System);
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        using var sandboxes = new Sandboxes(master);

        // Disposed at the end, also by Ctrl-C: that tears the framework down, which kills what runs.
        await using var scheduler = await Subscription.Open(values, new FrameworkInfo { Name = values.Get(BatchFlags.Name) }, cancel);
        var directory = Directory.CreateDirectory(values.Get(BatchFlags.Out) ?? $"mesos-batch-{scheduler.FrameworkId}").FullName;
        var outputs = new BatchOutputs(sandboxes, scheduler.FrameworkId, directory, lines[^1].Number, cancel);
        try
        {
            await using var waiting = new WaitWatch(master, wanted, () => plan.Live == 0 && plan.Waiting > 0, progress.Say);
            waiting.Start();
            await progress.Follow(() => new BatchRun(scheduler, plan, outputs, progress).UntilDone(cancel));
        }
        finally
        {
            var results = outputs.Results();
            await File.WriteAllTextAsync(Path.Combine(directory, "summary.tsv"), BatchSummary.RenderTsv(results), CancellationToken.None);
            await Console.Out.WriteAsync(BatchSummary.Render(results, lines.Length, directory, watch.Elapsed.TotalSeconds, Paint.ForOutput()));
        }

        return outputs.Results().All(result => result.IsGood) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task<ImmutableArray<BatchLine>> ReadLines(string path, CancellationToken cancel)
    {
        if (Directory.Exists(path))
        {
            throw new CliException($"cannot read {path}: it is a directory; expected a file of shell commands, one a line", ExitCodes.BadUsage);
        }

        var content = new MemoryStream();
        try
        {
            var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            // A read of a terminal or pipe cannot be cancelled; after Ctrl-C nobody waits for it.
            await Task.Run(() => input.CopyTo(content), cancel).WaitAsync(cancel);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                $"cannot read {path}: {problem.Message} Expected a file of shell commands, one a line, or - for standard input", ExitCodes.BadUsage);
        }

        return BatchFile.Parse(content.GetBuffer().AsSpan(0, (int)content.Length), path == "-" ? "standard input" : path);
    }
}
