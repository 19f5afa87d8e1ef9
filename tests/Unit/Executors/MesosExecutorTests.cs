using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Http.Executors;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Executors;

/// <summary>The executor SDK against the real HTTP API before a scripted agent; its restarts are real ones of the server.</summary>
public sealed class MesosExecutorTests
{
    private static readonly TaskInfo Task1 = new() { Name = "n", TaskId = new TaskId("t"), SlaveId = new SlaveId("s"), Resources = Resources.Empty };

    [Fact]
    public async Task An_update_completes_when_the_agent_holds_it_and_not_before()
    {
        await using var api = await ExecutorApi.Start();
        await using var executor = MesosExecutor.Start(new ExecutorOptions { Environment = api.Environment() });
        var subscription = await api.Calls.Subscriptions.ReadAsync(Soon);

        var update = executor.Update(Task1.TaskId, TaskState.Running, "here", cancel: Soon);
        var received = await api.Calls.Updates.ReadAsync(Soon);

        Assert.False(update.IsCompleted);
        Assert.Equal((TaskState.Running, "here", TaskStatusSource.Executor), (received.Status.State, received.Status.Message, received.Status.Source));
        subscription.Connection.Send(new ExecutorEvent.Acknowledged(Task1.TaskId, received.Uuid));
        await update;
    }

    [Fact]
    public async Task Updates_and_messages_arrive_in_the_order_in_which_they_were_sent()
    {
        await using var api = await ExecutorApi.Start();
        await using var executor = MesosExecutor.Start(new ExecutorOptions { Environment = api.Environment() });
        var subscription = await api.Calls.Subscriptions.ReadAsync(Soon);

        var sent = Enumerable.Range(0, 200).Select(i => executor.Update(new TaskId($"{i}"), TaskState.Running, cancel: Soon)).ToArray();
        for (var i = 0; i < sent.Length; i++)
        {
            var update = await api.Calls.Updates.ReadAsync(Soon);
            Assert.Equal($"{i}", update.Status.TaskId.Value);
            subscription.Connection.Send(new ExecutorEvent.Acknowledged(update.Status.TaskId, update.Uuid));
        }

        await Task.WhenAll(sent);
        await executor.Message([1, 2], Soon);
        Assert.Equal([1, 2], await api.Calls.Messages.ReadAsync(Soon));
    }

    [Fact]
    public async Task After_a_restart_of_the_agent_it_subscribes_again_with_what_was_not_acknowledged()
    {
        var api = await ExecutorApi.Start(new ScriptedExecutorCalls { Greeting = [ExecutorApi.Subscribed, new ExecutorEvent.Launch(Task1), new ExecutorEvent.Launch(Task1 with { TaskId = new TaskId("u") })] });
        var port = api.Address.Port;
        await using var executor = MesosExecutor.Start(new ExecutorOptions { Environment = api.Environment(checkpoint: true) });
        var subscription = await api.Calls.Subscriptions.ReadAsync(Soon);
        var held = executor.Update(new TaskId("u"), TaskState.Starting, cancel: Soon);
        var first = await api.Calls.Updates.ReadAsync(Soon);
        subscription.Connection.Send(new ExecutorEvent.Acknowledged(new TaskId("u"), first.Uuid));
        await held;
        var pending = executor.Update(new TaskId("u"), TaskState.Running, cancel: Soon);
        var lost = await api.Calls.Updates.ReadAsync(Soon);
        await api.DisposeAsync();

        await using var next = await ExecutorApi.Start(port: port);
        var again = await next.Calls.Subscriptions.ReadAsync(Soon);

        Assert.Equal([Task1.TaskId], again.Tasks.Select(task => task.TaskId));
        Assert.Equal([lost.Uuid], again.Updates.Select(update => update.Uuid));
        again.Connection.Send(new ExecutorEvent.Acknowledged(new TaskId("u"), lost.Uuid));
        await pending;
    }

    [Fact]
    public async Task A_task_that_is_launched_twice_is_seen_once()
    {
        await using var api = await ExecutorApi.Start(new ScriptedExecutorCalls
        {
            Greeting = [ExecutorApi.Subscribed, new ExecutorEvent.Launch(Task1), new ExecutorEvent.Launch(Task1), new ExecutorEvent.Kill(Task1.TaskId), new ExecutorEvent.Shutdown()],
        });
        await using var executor = MesosExecutor.Start(new ExecutorOptions { Environment = api.Environment() });

        var happenings = await Events(executor);

        Assert.Equal(["Subscribed", "Launch", "Kill", "Shutdown"], happenings.Select(happening => happening.GetType().Name));
    }

    [Fact]
    public async Task Without_checkpointing_the_loss_of_the_agent_is_a_shutdown()
    {
        var api = await ExecutorApi.Start();
        await using var executor = MesosExecutor.Start(new ExecutorOptions { Environment = api.Environment() });
        await api.Calls.Subscriptions.ReadAsync(Soon);
        var unheard = executor.Update(Task1.TaskId, TaskState.Running, cancel: Soon);
        await api.Calls.Updates.ReadAsync(Soon);
        await api.DisposeAsync();

        var happenings = await Events(executor);

        Assert.IsType<ExecutorEvent.Shutdown>(happenings[^1]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unheard);
    }

    [Fact]
    public async Task An_executor_that_the_agent_does_not_know_is_shut_down()
    {
        await using var api = await ExecutorApi.Start(new ScriptedExecutorCalls { Answer = ExecutorAnswer.UnknownExecutor });
        await using var executor = MesosExecutor.Start(new ExecutorOptions { Environment = api.Environment() });

        Assert.IsType<ExecutorEvent.Shutdown>(Assert.Single(await Events(executor)));
    }

    [Fact]
    public async Task The_socket_in_the_sandbox_is_taken_before_the_address()
    {
        var sandbox = Directory.CreateTempSubdirectory("executor-test-");
        try
        {
            await using var api = await ExecutorApi.Start(socket: Path.Combine(sandbox.FullName, "executor.sock"));
            // Nobody listens at port 1.
            await using var executor = MesosExecutor.Start(new ExecutorOptions
            {
                Environment = api.Environment() with { AgentEndpoint = "127.0.0.1:1", AgentSocket = "executor.sock", Directory = sandbox.FullName },
            });

            Assert.NotNull(await api.Calls.Subscriptions.ReadAsync(Soon));
        }
        finally
        {
            sandbox.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_is_sent_before_the_end_still_arrives()
    {
        await using var api = await ExecutorApi.Start();
        var executor = MesosExecutor.Start(new ExecutorOptions { Environment = api.Environment() });
        var subscription = await api.Calls.Subscriptions.ReadAsync(Soon);
        _ = executor.Update(Task1.TaskId, TaskState.Finished, cancel: Soon);

        var ending = executor.DisposeAsync();
        var update = await api.Calls.Updates.ReadAsync(Soon);
        subscription.Connection.Send(new ExecutorEvent.Acknowledged(Task1.TaskId, update.Uuid));
        await ending;

        Assert.Equal(TaskState.Finished, update.Status.State);
        await api.Calls.Ended.ReadAsync(Soon);
    }

    [Fact]
    public async Task Staging_cannot_be_said()
    {
        await using var api = await ExecutorApi.Start();
        await using var executor = MesosExecutor.Start(new ExecutorOptions { Environment = api.Environment() });

        await Assert.ThrowsAsync<ArgumentException>(() => executor.Update(Task1.TaskId, TaskState.Staging, cancel: Soon));
    }

    private static CancellationToken Soon => new CancellationTokenSource(ExecutorApi.Limit).Token;

    private static async Task<List<ExecutorEvent>> Events(MesosExecutor executor)
    {
        var happenings = new List<ExecutorEvent>();
        await foreach (var happening in executor.Events(Soon))
            happenings.Add(happening);
        return happenings;
    }
}
