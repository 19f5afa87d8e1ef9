using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using MesosOrleans.Tracing;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>What silo and agent send to a collector of OpenTelemetry.</summary>
public sealed class TraceExportTests
{
    private static readonly string[] Exported =
        ["agent.fork", "agent.launch", "agent.update", "framework.launch", "framework.update", "slave.launch", "slave.update"];

    [Fact]
    public async Task The_way_of_a_task_is_one_trace_from_its_launch_to_its_fork_and_back()
    {
        using var collector = new Collector();
        var scheduler = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TaskTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = scheduler.Add,
        };
        ActivitySource.AddActivityListener(listener);
        TestProgram.Variables.Value = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        };
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Master);

        await framework.Launch(TestFramework.Command("traced", "true"));
        await framework.Reaches("traced", TaskState.Finished);

        var trace = TaskTrace.ContextOf(framework.Scheduler.FrameworkId, new TaskId("traced")).TraceId;
        await Eventually.Holds("all steps have come to the collector", () => Exported.All(step => collector.Spans.Any(span => span == (trace.ToHexString(), step))));
        Assert.Equal(["scheduler.launch", "scheduler.update"], scheduler.Where(span => span.TraceId == trace).Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Takes spans by OTLP over HTTP.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Collector()
        {
            Address = $"http://127.0.0.1:{FreePorts.Next()}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _ = Serve();
        }

        public string Address { get; }

        public ConcurrentBag<(string Trace, string Name)> Spans { get; } = [];

        public void Dispose() => ((IDisposable)_listener).Dispose();

        private async Task Serve()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Url!.AbsolutePath == "/v1/traces")
                    Take(body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }

        // ExportTraceServiceRequest: resource_spans = 1, of it scope_spans = 2, of it spans = 2, of it trace_id = 1 and name = 5.
        private void Take(byte[] request)
        {
            foreach (var span in Parts(request, 1).SelectMany(resource => Parts(resource, 2)).SelectMany(scope => Parts(scope, 2)))
            {
                Spans.Add((Convert.ToHexStringLower(Parts(span, 1).Single()), Encoding.UTF8.GetString(Parts(span, 5).Single())));
            }
        }

        /// <summary>The fields of that number that have a length.</summary>
        private static IEnumerable<byte[]> Parts(byte[] message, int wanted)
        {
            for (var at = 0; at < message.Length;)
            {
                var key = Number(message, ref at);
                switch (key & 7)
                {
                    case 0:
                        Number(message, ref at);
                        break;
                    case 1:
                        at += 8;
                        break;
                    case 5:
                        at += 4;
                        break;
                    default:
                        var length = (int)Number(message, ref at);
                        if (key >> 3 == (ulong)wanted)
                            yield return message[at..(at + length)];
                        at += length;
                        break;
                }
            }
        }

        private static ulong Number(byte[] message, ref int at)
        {
            ulong number = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = message[at++];
                number |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                    return number;
            }
        }
    }
}
