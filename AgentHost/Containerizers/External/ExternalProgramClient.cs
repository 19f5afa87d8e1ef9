using System.Collections.Concurrent;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Flags;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>
/// Calls the program and sees each call to its end, whatever the program does: it takes too long, writes too much or too little, dies, or leaves processes behind. What a call has come to is for <see cref="CallVerdict"/> to judge.
/// </summary>
/// <param name="settings">Whom to call.</param>
/// <param name="children">Tells of ends.</param>
/// <param name="time">For limits.</param>
/// <param name="log">For what is cleaned up.</param>
internal sealed partial class ExternalProgramClient(ExternalSettings settings, ChildWatchService children, TimeProvider time, ILogger<ExternalProgramClient> log) : IDisposable
{
    private const string ErrorsName = "stderr";

    private readonly ConcurrentDictionary<int, ContainerizerCommand> _running = new();
    private volatile bool _isClosed;

    /// <summary>Calls; ends when nothing of the call runs any more, except what a launch that succeeded has started.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancel">The call is not wanted any more, and is ended.</param>
    /// <returns>What it came to; cancelling is a way to come to an end, not a failure.</returns>
    public async Task<CallEnding> Run(ExternalCall call, CancellationToken cancel)
    {
        // An agent that has ended calls nobody.
        if (_isClosed) await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        var errors = call.Directory is { } sandbox ? Path.Combine(sandbox, ErrorsName) : settings.ErrorsFile;
        ExternalProcessClient process;
        long said;
        try
        {
            // Files of a sandbox may take their time.
            (process, said) = await Task.Run(() => Start(call, errors), CancellationToken.None);
        }
        catch (Exception e) when (e is LaunchFailedException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new CallEnding { StartFailure = e.Message };
        }

        using (process)
        {
            _running.TryAdd(process.Pid, call.Command);
            var ending = await Follow(process, call, cancel);
            _running.TryRemove(process.Pid, out _);
            // What the agent has ended with itself says nothing of the container, which goes on.
            if (_isClosed && call.Command == ContainerizerCommand.Wait) await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            return ending with { Errors = LastLine(errors, said) };
        }
    }

    /// <summary>Ends what calls about a container have left behind, after a while in which it may end by itself.</summary>
    public async Task EndLeftovers(string container, TimeSpan grace)
    {
        var left = await MarkedProcessStore.End(mark => CallMark.IsOf(mark, container), grace, time);
        if (left.Count > 0) LogCannotEnd(log, container, string.Join(' ', left));
    }

    /// <summary>The agent ends, and its containers go on: nobody waits for them until there is an agent again.</summary>
    public void Dispose()
    {
        _isClosed = true;
        foreach (var (pid, command) in _running)
        {
            if (command == ContainerizerCommand.Wait) ProcessSessionClient.Kill(pid);
        }
    }

    private (ExternalProcessClient Process, long Said) Start(ExternalCall call, string errors)
    {
        if (call is { Owner: { } owner, Directory: { } sandbox })
        {
            // Rule 18.8: also what the container or the program has put there since.
            try
            {
                OwnershipStore.GiveAll(sandbox, owner);
            }
            catch (Exception e) when (e is IOException && call.Command != ContainerizerCommand.Launch)
            {
                // Files go while they are given.
                LogNotGiven(log, sandbox, owner.Name, e.Message);
            }
        }

        var said = File.Exists(errors) ? new FileInfo(errors).Length : 0;
        var process = ExternalProcessClient.Start($"{settings.Path} {call.Command.Word()}", call, call.Directory ?? settings.WorkDirectory, errors);
        if (call is { Owner: { } user, Directory: not null }) UserAccountClient.Give(errors, user);
        return (process, said);
    }

    private async Task<CallEnding> Follow(ExternalProcessClient process, ExternalCall call, CancellationToken cancel)
    {
        using var over = new CancellationTokenSource();
        var output = new CallOutput();
        var ended = children.Ended(process.Pid);
        var fed = Feed(process.Input, call.Input, over.Token);
        var read = call.Command.HasResult() ? Read(process.Output, output, over.Token) : Task.CompletedTask;
        var givenUp = await AwaitEnd(ended, read, output, call, cancel);
        if (givenUp is not null) ProcessSessionClient.Kill(process.Pid);
        var status = await ended;
        await over.CancelAsync();
        await Task.WhenAll(fed, read);
        var held = call.Command.HasResult() && givenUp is null && await IsHeld(process, output);
        if (held || givenUp is not null) await MarkedProcessStore.End(mark => mark == call.Mark, TimeSpan.Zero, time);
        return new CallEnding { Status = givenUp is null ? status : null, GivenUp = givenUp, Output = output.Bytes, IsHeld = held };
    }

    /// <returns>Why it is to be ended; null when it has ended.</returns>
    private async Task<string?> AwaitEnd(Task<int> ended, Task read, CallOutput output, ExternalCall call, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(call.Limit ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            if (call.Command.HasResult()) await Task.WhenAny(ended, read).WaitAsync(either.Token);
            if (output.Objection is { } objection && !ended.IsCompleted) return $"wrote no result that can be read: {objection}";
            if (output.IsWhole) limit.CancelAfter(settings.Timeout);
            await ended.WaitAsync(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return "was given up before it had ended";
        }
        catch (OperationCanceledException)
        {
            return $"had not ended after {DurationText.Format(call.Limit ?? settings.Timeout)}";
        }
    }

    /// <summary>A program need not read what it is told.</summary>
    private static async Task Feed(Stream input, ReadOnlyMemory<byte> bytes, CancellationToken over)
    {
        try
        {
            if (bytes.Length > 0) await input.WriteAsync(bytes, over);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return;
        }
    }

    private static async Task Read(Stream from, CallOutput output, CancellationToken over)
    {
        try
        {
            while (output.Objection is null && await from.ReadAsync(output.Room(), over) is > 0 and var count) output.Took(count);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return;
        }
    }

    /// <summary>Takes what a process that has ended has left in its pipe.</summary>
    /// <returns>True if somebody else still holds the other end.</returns>
    private static async Task<bool> IsHeld(ExternalProcessClient process, CallOutput output)
    {
        while (output.Objection is null)
        {
            if (!process.IsReadable) return true;
            if (await process.Output.ReadAsync(output.Room()) is not (> 0 and var count)) return false;
            output.Took(count);
        }

        return false;
    }

    private static string? LastLine(string errors, long from)
    {
        const int lineMax = 300, tailMax = 4096;
        try
        {
            using var file = new FileStream(errors, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length <= from) return null;
            file.Seek(Math.Max(from, file.Length - tailMax), SeekOrigin.Begin);
            using var reader = new StreamReader(file);
            var line = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            return line is null or { Length: <= lineMax } ? line : string.Concat(line.AsSpan(0, lineMax), "…");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LoggerMessage(420, LogLevel.Error, "Processes that the containerizer left behind of container {Container} do not end: {Pids}")]
    private static partial void LogCannotEnd(ILogger log, string container, string pids);

    [LoggerMessage(421, LogLevel.Warning, "The sandbox {Sandbox} could not be given to '{User}' as a whole: {Reason}")]
    private static partial void LogNotGiven(ILogger log, string sandbox, string user, string reason);
}
