using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Sandboxes;

public sealed class SandboxCollectorServiceTests : IAsyncLifetime
{
    private static readonly TimeSpan Delay = TimeSpan.FromDays(7);
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("mesos-gc-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2014, 6, 3, 0, 0, 0, TimeSpan.Zero));
    private readonly string _work;
    private SandboxCollectorService _collector;
    private bool _isFull;

    public SandboxCollectorServiceTests()
    {
        _work = Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;
        _collector = Collector();
    }

    public async ValueTask InitializeAsync() => await _collector.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _collector.StopAsync(CancellationToken.None);
        _collector.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_directory_is_deleted_with_all_that_is_in_it_when_its_delay_is_over()
    {
        var run = Run("a");
        _collector.Schedule(run, _time.GetUtcNow());
        Assert.Equal(_time.GetUtcNow().UtcDateTime, Directory.GetLastWriteTimeUtc(run));
        _time.Advance(Delay);

        await Gone(run);
    }

    [Fact]
    public async Task A_full_disk_brings_the_end_forward_to_the_next_look()
    {
        var run = Run("a");
        _collector.Schedule(run, _time.GetUtcNow());
        Volatile.Write(ref _isFull, true);
        _time.Advance(Look);

        await Gone(run);
    }

    [Fact]
    public async Task What_is_used_again_stays_and_what_is_not_goes()
    {
        var (used, unused) = (Run("used"), Run("unused"));
        _collector.Schedule(used, _time.GetUtcNow());
        _collector.Schedule(unused, _time.GetUtcNow());
        Assert.True(_collector.Unschedule(used));
        Assert.False(_collector.Unschedule(Path.Combine(_work, "never")));
        _time.Advance(Delay);

        await Gone(unused);
        Assert.True(File.Exists(Path.Combine(used, "stdout")));
    }

    [Fact]
    public async Task Links_are_deleted_and_what_they_lead_to_stays()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "file"), "x");
        var run = Run("a");
        File.CreateSymbolicLink(Path.Combine(run, "link"), outside);
        var linked = Path.Combine(_work, "linked");
        File.CreateSymbolicLink(linked, outside);
        _collector.Schedule(run, _time.GetUtcNow());
        _collector.Schedule(linked, _time.GetUtcNow());
        _time.Advance(Delay);

        await Gone(run);
        await Gone(linked);
        Assert.Equal("x", File.ReadAllText(Path.Combine(outside, "file")));
    }

    [Fact]
    public async Task A_directory_that_went_with_its_parent_is_no_problem()
    {
        var run = Run("a");
        _collector.Schedule(Path.GetDirectoryName(run)!, _time.GetUtcNow());
        _collector.Schedule(run, _time.GetUtcNow());
        _time.Advance(Delay);

        await Gone(run);
        Assert.Equal(0, _collector.Scheduled);
    }

    [Fact]
    public async Task What_a_killed_agent_had_moved_away_is_deleted_by_the_next()
    {
        await _collector.StopAsync(TestContext.Current.CancellationToken);
        _collector.Dispose();
        var left = Directory.CreateDirectory(Path.Combine(_work, "gc", "x", "0")).FullName;
        _collector = Collector();
        await _collector.StartAsync(TestContext.Current.CancellationToken);

        await Gone(left);
    }

    private SandboxCollectorService Collector() => new(
        new CollectorSettings(_work, Delay, 0.1m, Look),
        new ProgramClient(
            new TaskLauncherClient(NullLogger<TaskLauncherClient>.Instance), ImmutableSortedDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin")),
        _ => Volatile.Read(ref _isFull) ? 1 : 0, _time, NullLogger<SandboxCollectorService>.Instance);

    private string Run(string name)
    {
        var run = Directory.CreateDirectory(Path.Combine(_work, "slaves", name, "runs", "1")).FullName;
        File.WriteAllText(Path.Combine(run, "stdout"), "hello");
        return run;
    }

    /// <summary>Ends when the path and what was moved away are gone.</summary>
    private async Task Gone(string path)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new FileSystemWatcher(_work) { IncludeSubdirectories = true };
        watch.Deleted += (_, _) => Check();
        watch.Renamed += (_, _) => Check();
        watch.EnableRaisingEvents = true;
        Check();
        await gone.Task.WaitAsync(TestContext.Current.CancellationToken);

        void Check()
        {
            if (FileStatusStore.Of(path) is null && !Directory.Exists(Path.Combine(_work, "gc")))
            {
                gone.TrySetResult();
            }
        }
    }
}
