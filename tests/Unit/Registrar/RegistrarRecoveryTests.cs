using MesosOrleans.Log;
using MesosOrleans.Registrar;
using MesosOrleans.Tests.Unit.Log;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static MesosOrleans.Tests.Unit.Registrar.Slaves;

namespace MesosOrleans.Tests.Unit.Registrar;

/// <summary>How a registrar comes to its registry, and what it is after a failure (Mesos 0.19 src/tests/registrar_tests.cpp: recover, bootstrap, fetchTimeout, abort).</summary>
public sealed class RegistrarRecoveryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PlannedReplica _replica = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Operations_that_come_during_the_recovery_wait_for_it_and_succeed()
    {
        HoldPromises();
        await using var registrar = Registrar();
        var recovery = registrar.Recover(default);
        await _asked.Task;
        var applied = Enumerable.Range(1, 3).Select(i => registrar.Apply([Admit(i, i)], default)).ToArray();
        Assert.All(applied, one => Assert.False(one.IsCompleted));

        _replica.Release();

        await recovery;
        Assert.All(await Task.WhenAll(applied), verdicts => Assert.IsType<RegistryVerdict.Mutated>(Assert.Single(verdicts)));
        Assert.Equal(3, registrar.Current.Slaves.Count);
    }

    [Fact]
    public async Task A_recovery_that_takes_longer_than_the_fetch_timeout_fails_and_names_the_flag()
    {
        HoldPromises();
        await using var registrar = Registrar();
        var recovery = registrar.Recover(default);
        await _asked.Task;
        _time.Advance(new RegistrarLogOptions().FetchTimeout);

        var failure = await Assert.ThrowsAsync<RegistrarAbortedException>(() => recovery);
        Assert.Contains("--registry_fetch_timeout", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RegistrarAbortedException>(() => registrar.Apply([Admit(1, 1)], default));
    }

    [Fact]
    public async Task After_a_failed_store_every_later_operation_fails_too_without_reaching_the_log()
    {
        await using var registrar = Registrar();
        await registrar.Recover(default);
        _replica.Down = true;
        var failure = await Assert.ThrowsAsync<RegistrarAbortedException>(() => registrar.Apply([Admit(1, 1)], default));
        _replica.Down = false;
        var writes = _replica.Writes;

        Assert.Same(failure, await Assert.ThrowsAsync<RegistrarAbortedException>(() => registrar.Apply([Admit(2, 2)], default)));
        Assert.Equal(writes, _replica.Writes);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Slaves_that_a_registry_took_in_while_it_was_not_strict_are_known_to_the_next_strict_or_not(bool strict)
    {
        await using (var registrar = Registrar())
        {
            await registrar.Recover(default);
            var verdicts = await registrar.Apply([Readmit(1, 1), Readmit(2, 2)], default);
            Assert.All(verdicts, verdict => Assert.IsType<RegistryVerdict.Mutated>(verdict));
        }

        await using var next = Registrar(new RegistrarLogOptions { Strict = strict });
        await next.Recover(default);

        Assert.Equal([Id(1), Id(2)], next.Current.Slaves.Keys.OrderBy(slave => slave.Value, StringComparer.Ordinal));
        Assert.Equal(
            ["Unchanged", strict ? "Refused" : "Mutated"],
            (await next.Apply([Readmit(3, 1), Readmit(4, 9)], default)).Select(verdict => verdict.GetType().Name));
    }

    private void HoldPromises() => _replica.Holds = request =>
    {
        _asked.TrySetResult();
        return request is PromiseRequest;
    };

    private RegistrarLogStore Registrar(RegistrarLogOptions? options = null) => new(PlannedReplica.Directory(_replica), Codec, options ?? new RegistrarLogOptions(), _time);
}
