using MesosOrleans.Log;
using MesosOrleans.Registrar;
using MesosOrleans.Tests.Unit.Log;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static MesosOrleans.Tests.Unit.Registrar.Slaves;

namespace MesosOrleans.Tests.Unit.Registrar;

public sealed class RegistrarLogStoreTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PlannedReplica _replica = new();

    [Fact]
    public async Task Operations_before_recovery_are_refused()
    {
        await using var registrar = Registrar();
        await Assert.ThrowsAsync<InvalidOperationException>(() => registrar.Apply([Admit(1, 1)], default));
    }

    [Fact]
    public async Task What_was_answered_is_there_for_the_next_registrar()
    {
        await using (var registrar = await Recovered())
        {
            var verdicts = await registrar.Apply([Admit(1, 1), Admit(2, 2), Remove(3, 1), Readmit(4, 1)], default);
            Assert.Equal(["Mutated", "Mutated", "Mutated", "Refused"], verdicts.Select(verdict => verdict.GetType().Name));
        }

        await using var next = await Recovered();
        Assert.Equal([Id(2)], next.Current.Slaves.Keys);
        Assert.True(next.Current.Removed.Contains(Id(1)));
        Assert.Equal(new RegistryVerdict.Unchanged(Id(2)), (await next.Apply([Admit(2, 2)], default)).Single());
    }

    [Fact]
    public async Task Operations_that_arrive_while_an_append_is_in_flight_go_out_together_in_the_next()
    {
        await using var registrar = await Recovered();
        var before = _replica.Writes;
        _replica.Holds = request => request is WriteRequest;
        var first = registrar.Apply([Admit(1, 1)], default);
        await Reached(() => _replica.Writes > before);
        var others = Enumerable.Range(2, 50).Select(i => registrar.Apply([Admit(i, i)], default)).ToList();
        Assert.Equal(50, registrar.QueuedOperations);
        Assert.False(first.IsCompleted);
        Assert.Empty(registrar.Current.Slaves);

        _replica.Release();
        await Task.WhenAll(others);
        Assert.Equal(before + 2, _replica.Writes);
        Assert.Equal(51, registrar.Current.Slaves.Count);
    }

    [Fact]
    public async Task A_registrar_that_was_replaced_answers_nothing_any_more_not_even_what_changes_nothing()
    {
        await using var first = await Recovered();
        await using var other = await Recovered();
        await other.Apply([Admit(1, 1)], default);
        await using var second = await Recovered();
        await second.Apply([Remove(2, 1)], default);

        var failure = await Assert.ThrowsAsync<RegistrarAbortedException>(() => other.Apply([Readmit(3, 1)], default));
        Assert.IsType<DemotedException>(failure.InnerException);
        await Assert.ThrowsAsync<RegistrarAbortedException>(() => first.Read(default));
        Assert.Same(failure, await Assert.ThrowsAsync<RegistrarAbortedException>(() => other.Apply([Admit(4, 4)], default)));
        Assert.Empty((await second.Read(default)).Slaves);
    }

    [Fact]
    public async Task What_changes_nothing_is_confirmed_by_a_quorum_and_not_written()
    {
        await using var registrar = await Recovered();
        await registrar.Apply([Admit(1, 1)], default);
        var before = _replica.Writes;
        Assert.Equal(new RegistryVerdict.Unchanged(Id(1)), (await registrar.Apply([Readmit(2, 1)], default)).Single());
        await registrar.Read(default);
        Assert.Equal(before, _replica.Writes);
        _replica.Down = true;
        await Assert.ThrowsAsync<RegistrarAbortedException>(() => registrar.Apply([Readmit(3, 1)], default));
    }

    [Fact]
    public async Task A_failed_append_fails_everything_pending_and_the_outcome_is_found_by_the_next_registrar()
    {
        await using var registrar = await Recovered();
        _replica.LosesAnswer = _replica.Holds = request => request is WriteRequest;
        var applied = new[] { registrar.Apply([Admit(1, 1)], default), registrar.Apply([Admit(2, 2)], default) };
        _replica.Release();
        foreach (var task in applied)
            await Assert.ThrowsAsync<RegistrarAbortedException>(() => task);

        _replica.LosesAnswer = _ => false;
        await using var next = await Recovered();
        var verdict = (await next.Apply([Admit(1, 1)], default)).Single();
        Assert.Equal(new RegistryVerdict.Unchanged(Id(1)), verdict);
    }

    [Fact]
    public async Task An_append_that_takes_longer_than_the_store_timeout_is_a_failure()
    {
        await using var registrar = await Recovered();
        _replica.Holds = request => request is WriteRequest;
        var before = _replica.Writes;
        var applied = registrar.Apply([Admit(1, 1)], default);
        await Reached(() => _replica.Writes > before);
        _time.Advance(TimeSpan.FromSeconds(5));
        var failure = await Assert.ThrowsAsync<RegistrarAbortedException>(() => applied);
        Assert.Contains("--registry_store_timeout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshots_are_written_in_pieces_and_the_log_before_them_is_truncated()
    {
        var options = new RegistrarLogOptions { SnapshotEvery = 20, SnapshotPieceItems = 4 };
        string expected;
        await using (var registrar = await Recovered(options))
        {
            for (var i = 1; i <= 90; i++)
                await registrar.Apply([i % 3 == 0 ? Remove(i, i - 1) : Admit(i, i)], default);
            expected = registrar.Current.Describe();
            await Reached(() => _replica.Describe(default).Result.Begin > 60);
        }

        await using var next = await Recovered(options);
        Assert.Equal(expected, next.Current.Describe());
    }

    [Fact]
    public async Task A_log_that_was_never_used_is_started_only_if_that_is_allowed()
    {
        await using var registrar = Registrar(new RegistrarLogOptions { AutoInitialize = false });
        var failure = await Assert.ThrowsAsync<RegistrarAbortedException>(() => registrar.Recover(default));
        Assert.IsType<LogAbsentException>(failure.InnerException);
        Assert.Equal(ReplicaStatus.Empty, (await _replica.Describe(default)).Status);
    }

    [Fact]
    public async Task Recovering_again_answers_the_same()
    {
        await using var registrar = Registrar();
        Assert.Same(await registrar.Recover(default), await registrar.Recover(default));
    }

    // Waits for what a test has already set off, without a clock.
    private static async Task Reached(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }

    private RegistrarLogStore Registrar(RegistrarLogOptions? options = null) => new(PlannedReplica.Directory(_replica), Codec, options ?? new RegistrarLogOptions(), _time);

    private async Task<RegistrarLogStore> Recovered(RegistrarLogOptions? options = null)
    {
        var registrar = Registrar(options);
        await registrar.Recover(default);
        return registrar;
    }
}
