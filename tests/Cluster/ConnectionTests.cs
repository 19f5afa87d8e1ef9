using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MesosOrleans.Connection;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>What a program learns that cannot get a connection to the masters.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task A_master_that_answers_but_whose_gateway_is_gone_is_unreachable_by_name()
    {
        using var http = new TcpListener(IPAddress.Loopback, 0);
        http.Start();
        var master = http.LocalEndpoint.ToString()!;
        using var end = new CancellationTokenSource();
        var answering = AnswerWith(http, new GatewayDocument("cluster", "service", [GoneAddress()], [master], "1"), end.Token);

        var problem = await Assert.ThrowsAsync<MasterUnreachableException>(() => MasterConnection.Connect(master));

        Assert.Contains($"no master answers at {master}", problem.Message, StringComparison.Ordinal);
        await end.CancelAsync();
        await answering;
    }

    [Fact]
    public async Task In_doubt_the_silo_that_has_read_the_newest_membership_is_believed()
    {
        using var cutOff = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        cutOff.Start();
        other.Start();
        string[] masters = [cutOff.LocalEndpoint.ToString()!, other.LocalEndpoint.ToString()!];
        using var end = new CancellationTokenSource();
        var answering = Task.WhenAll(
            AnswerWith(cutOff, new GatewayDocument("cluster", "service", ["127.0.0.1:1", "127.0.0.1:2"], masters, "both", 5), end.Token),
            AnswerWith(other, new GatewayDocument("cluster", "service", ["127.0.0.1:2"], masters, "one", 6), end.Token));
        using var directory = new GatewayDirectory([.. masters.Select(master => new Uri($"http://{master}/"))]);
        await directory.Fetch(CancellationToken.None);
        Assert.Equal(2, (await directory.GetGateways()).Count);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        directory.Watch(() => changed.TrySetResult());

        directory.Doubt();

        await changed.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(2, Assert.Single(await directory.GetGateways()).Port);
        await end.CancelAsync();
        await answering;
    }

    [Fact]
    public async Task A_question_that_fails_just_before_it_is_called_off_counts_as_called_off()
    {
        using var directory = new GatewayDirectory([new Uri($"http://{GoneAddress()}/")]);
        using var cancel = new CancellationTokenSource();
        using var turns = new HeldTurns();

        var question = turns.Run(() => directory.Fetch(cancel.Token));
        // It has failed, and nobody has looked at it yet.
        var next = turns.Next();
        await cancel.CancelAsync();
        for (next(); !question.IsCompleted; turns.Next()())
        {
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => question);
    }

    private static string GoneAddress()
    {
        using var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        return gone.LocalEndpoint.ToString()!;
    }

    private static async Task AnswerWith(TcpListener http, GatewayDocument document, CancellationToken end)
    {
        var body = JsonSerializer.Serialize(document, GatewayJson.Default.GatewayDocument);
        var answer = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        try
        {
            while (true)
            {
                using var asker = await http.AcceptTcpClientAsync(end);
                await asker.GetStream().ReadAtLeastAsync(new byte[16], 16, cancellationToken: end);
                await asker.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), end);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    /// <summary>What is awaited within goes on when the test says so.</summary>
    private sealed class HeldTurns : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<Action> _waiting = [];

        public override void Post(SendOrPostCallback d, object? state) => _waiting.Add(() => Within(() => d(state)));

        public T Run<T>(Func<T> begin)
        {
            T begun = default!;
            Within(() => begun = begin());
            return begun;
        }

        public Action Next() => _waiting.TryTake(out var next, TimeSpan.FromMinutes(1)) ? next : throw new TimeoutException("nothing goes on");

        public void Dispose() => _waiting.Dispose();

        private void Within(Action turn)
        {
            var outer = Current;
            SetSynchronizationContext(this);
            try
            {
                turn();
            }
            finally
            {
                SetSynchronizationContext(outer);
            }
        }
    }
}
