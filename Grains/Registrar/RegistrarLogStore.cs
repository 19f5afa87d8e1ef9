using System.Collections.Immutable;
using MesosOrleans.Log;

namespace MesosOrleans.Registrar;

/// <summary>
/// The registry over the log (Mesos 0.19 src/master/registrar.cpp). Operations that arrive while an append is in flight go out together in
/// the next; each is judged in order upon the registry that the ones before it left, and answered only when the log has what they changed.
/// If none of them changed anything, a quorum confirms that no other registrar has taken over: what is answered is the registry's truth,
/// not a memory of it.
///
/// A failure is final: everything pending and everything later fails with <see cref="RegistrarAbortedException"/>, since what was being
/// appended may or may not be in the log.
/// </summary>
public sealed partial class RegistrarLogStore : IAsyncDisposable
{
    // Bounds one transaction and the memory of its bytes; what is beyond goes out in the next.
    private const int OperationsPerAppendMax = 5_000;
    private const int OperationsPerEntryMax = 500;

    private readonly LogDirectory _directory;
    private readonly RegistryCodecStore _codec;
    private readonly RegistrarLogOptions _options;
    private readonly TimeProvider _time;
    private readonly IRegistryTimings? _timings;
    private readonly Action<string, Exception>? _replicaFailed;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly Lock _lock = new();
    private readonly Queue<Pending> _pending = [];
    private Task<Registry>? _recovery;
    private Task _flushing = Task.CompletedTask;
    private Task _tending = Task.CompletedTask;
    private Coordinator? _coordinator;
    private RegistrarAbortedException? _failure;
    private Registry? _registry;

    // Of the snapshot under way: its pieces, and the position of the first once that is appended.
    private RegistrySnapshot? _snapshot;
    private long? _snapshotPosition;
    private int _operationsSinceSnapshot;

    /// <summary>
    /// A registrar of the log in the directory. It tells how long things take, and of each call that a replica did not answer: its name,
    /// and why.
    /// </summary>
    public RegistrarLogStore(
        LogDirectory directory, RegistryCodecStore codec, RegistrarLogOptions options, TimeProvider time, IRegistryTimings? timings = null,
        Action<string, Exception>? replicaFailed = null)
    {
        _directory = directory;
        _codec = codec;
        _options = options;
        _time = time;
        _timings = timings;
        _replicaFailed = replicaFailed;
    }

    /// <summary>Draws the IDs of logs, lives and snapshots; a test that must be repeatable gives its own.</summary>
    internal Func<Guid> Draw { get; init; } = Guid.NewGuid;

    /// <summary>The coordinator's decisions; a test breaks them to see that it is noticed.</summary>
    internal ProposerRules Rules { get; init; } = ProposerRules.Sound;

    /// <summary>The registry as last appended or recovered; only <see cref="Read"/> says that it still is.</summary>
    public Registry Current => _registry ?? throw new InvalidOperationException("The registry was not recovered yet.");

    /// <summary>Why nothing is answered any more; null while all is well.</summary>
    public RegistrarAbortedException? Failure => _failure;

    /// <summary>Operations that wait for an append (registrar/queued_operations).</summary>
    public int QueuedOperations
    {
        get
        {
            lock (_lock)
                return _pending.Sum(pending => pending.Operations.Count);
        }
    }

    /// <summary>Becomes the one who writes the log, and reads the registry from it. Called again, it answers the same.</summary>
    public Task<Registry> Recover(CancellationToken cancellation)
    {
        lock (_lock)
            return (_recovery ??= Start(RunRecovery)).WaitAsync(cancellation);
    }

    /// <summary>
    /// Applies operations in order; one verdict each, given when all that led to it is in the log. A cancelled call has an unknown outcome;
    /// repeat it with the same operation IDs.
    /// </summary>
    public async Task<ImmutableArray<RegistryVerdict>> Apply(IReadOnlyList<RegistryOperation> operations, CancellationToken cancellation)
    {
        var pending = new Pending(operations);
        Task<Registry> recovery;
        lock (_lock)
            recovery = _recovery ?? throw new InvalidOperationException("Attempted to apply the operation before recovering.");
        await recovery.WaitAsync(cancellation);

        lock (_lock)
        {
            if (_failure is not null)
                throw _failure;
            _pending.Enqueue(pending);
            if (_flushing.IsCompleted)
                _flushing = Start(Flush);
        }

        return await pending.Verdicts.Task.WaitAsync(cancellation);
    }

    /// <summary>The registry, when it is certain that no other registrar had taken over at the time of the call.</summary>
    public async Task<Registry> Read(CancellationToken cancellation)
    {
        await Apply([], cancellation);
        return Current;
    }

    public async ValueTask DisposeAsync()
    {
        Task working;
        lock (_lock)
        {
            Abort(new ObjectDisposedException(nameof(RegistrarLogStore)));
            working = Task.WhenAll(_flushing, _recovery ?? Task.CompletedTask, _tending);
        }

        _lifetime.Cancel();
        if (_coordinator is not null)
            await _coordinator.DisposeAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _snapshot?.Dispose();
        _lifetime.Dispose();
    }

    private async Task Flush()
    {
        var batch = new List<Pending>();
        try
        {
            while (Take(batch))
            {
                await Store(batch);
                batch.Clear();
            }
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                var failure = Abort(exception);
                foreach (var pending in batch)
                    pending.Verdicts.TrySetException(failure);
            }
        }
    }

    /// <summary>What goes out next; false ends the flushing, under the same lock that begins it.</summary>
    private bool Take(List<Pending> batch)
    {
        lock (_lock)
        {
            var count = 0;
            while (_failure is null && _pending.TryPeek(out var next) && (count == 0 || count + next.Operations.Count <= OperationsPerAppendMax))
            {
                count += next.Operations.Count;
                batch.Add(_pending.Dequeue());
            }

            if (batch.Count > 0 || ((_snapshot is not null || _caught is not null) && _failure is null))
                return true;

            _flushing = Task.CompletedTask;
            return false;
        }
    }

    private async Task Store(List<Pending> batch)
    {
        await AdmitReplicas();
        if (batch.Count == 0 && _snapshot is null)
            return;

        var registry = Current;
        var mutations = new List<RegistryOperation>();
        var verdicts = new List<ImmutableArray<RegistryVerdict>>(batch.Count);
        foreach (var pending in batch)
        {
            var given = ImmutableArray.CreateBuilder<RegistryVerdict>(pending.Operations.Count);
            foreach (var operation in pending.Operations)
            {
                (registry, var verdict) = RegistryRules.Apply(registry, operation, _options.Strict);
                given.Add(verdict);
                if (verdict is RegistryVerdict.Mutated)
                    mutations.Add(operation);
            }

            verdicts.Add(given.MoveToImmutable());
        }

        var began = _time.GetTimestamp();
        await Within(_options.StoreTimeout, "--registry_store_timeout", cancellation => Append(registry, mutations, cancellation));
        _timings?.Stored(_time.GetElapsedTime(began), mutations.Count);
        _registry = registry;
        for (var i = 0; i < batch.Count; i++)
            batch[i].Verdicts.TrySetResult(verdicts[i]);
        if (_snapshot is { Ended: true })
            await Within(_options.StoreTimeout, "--registry_store_timeout", End);
    }

    /// <summary>Answers the position of the last entry; of none, a quorum confirms that this is still the one who writes.</summary>
    private async Task<long?> Append(Registry registry, List<RegistryOperation> mutations, CancellationToken cancellation)
    {
        var entries = mutations.Chunk(OperationsPerEntryMax).Select(chunk => _codec.Encode(new RegistryEntry.Operations([.. chunk]))).ToList();
        _operationsSinceSnapshot += mutations.Count;
        if (_snapshot is null && _operationsSinceSnapshot >= Math.Max(_options.SnapshotEvery, registry.Slaves.Count + registry.Removed.Count))
            Begin(new RegistrySnapshot(registry, Draw(), _options.SnapshotPieceItems));
        if (_snapshot is not null)
            entries.Add(_codec.Encode(_snapshot.Next()));

        if (entries.Count == 0)
        {
            await _coordinator!.Confirm(cancellation);
            return null;
        }

        var last = await _coordinator!.Append(entries, cancellation) + entries.Count - 1;
        if (_snapshot is not null)
            _snapshotPosition ??= last;
        return last;
    }

    private void Begin(RegistrySnapshot snapshot)
    {
        _snapshot = snapshot;
        _operationsSinceSnapshot = 0;
    }

    /// <summary>All pieces are in the log: what stands before the first is not needed any more.</summary>
    private async Task<long> End(CancellationToken cancellation)
    {
        var position = _snapshotPosition ?? throw new InvalidOperationException("A snapshot ended that never began.");
        _snapshot?.Dispose();
        (_snapshot, _snapshotPosition) = (null, null);
        return await _coordinator!.Truncate(position, cancellation);
    }

    private async Task<T> Within<T>(TimeSpan limit, string flag, Func<CancellationToken, Task<T>> work)
    {
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _lifetime.Token);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"The log did not answer within {flag} ({limit}).", exception);
        }
    }

    private Task<T> Start<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _options.Scheduler).Unwrap();

    private Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _options.Scheduler).Unwrap();

    private RegistrarAbortedException Abort(Exception exception)
    {
        _failure ??= exception as RegistrarAbortedException ?? new RegistrarAbortedException($"The registrar gave up: {exception.Message}", exception);
        while (_pending.TryDequeue(out var pending))
            pending.Verdicts.TrySetException(_failure);
        return _failure;
    }

    private sealed record Pending(IReadOnlyList<RegistryOperation> Operations)
    {
        public TaskCompletionSource<ImmutableArray<RegistryVerdict>> Verdicts { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
