using System.Globalization;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>Isolators without cgroups, on real processes. Those of namespaces need root.</summary>
public sealed class IsolationTests
{
    [Fact]
    public async Task Posix_isolators_tell_what_the_process_tree_uses()
    {
        await using var scene = new ContainerScene("posix/cpu,posix/mem");
        // A child that has ended, one that is no child of the command any more, and the command itself.
        var container = await scene.Launch("i=0; (while [ $i -lt 20000 ]; do i=$((i+1)); done); (setsid sh -c 'while :; do :; done' &); exec sleep 600");
        var usage = await ContainerScene.UsageWhen(container, usage => usage is { CpusUserTimeSecs: >= 0.1, MemRssBytes: > 0 } && usage.CpusUserTimeSecs > usage.CpusSystemTimeSecs);
        Assert.Equal((1, 64ul << 20), (usage.CpusLimit, usage.MemLimitBytes));
        Assert.Null(usage.CpusNrPeriods);
    }

    [Fact]
    public async Task Memory_that_a_child_takes_is_told()
    {
        await using var scene = new ContainerScene("process");
        var container = await scene.Launch("x=$(head -c 100000000 /dev/zero | tr '\\0' x); sleep 600; echo $x");
        await ContainerScene.UsageWhen(container, usage => usage.MemRssBytes >= 100_000_000);
    }

    [Fact]
    public async Task In_a_PID_namespace_a_command_sees_only_its_own_processes()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");
        await using var scene = new ContainerScene("namespaces/pid");
        var container = await scene.Launch("ls /proc | grep -c '^[0-9]'; cat /proc/1/comm; exit 3");
        var end = await container.Ended;
        Assert.Equal(3, end.Exit.ExitCode);
        var lines = scene.Output(container).Split('\n');
        // The first process, the shell, ls and grep.
        Assert.InRange(int.Parse(lines[0], CultureInfo.InvariantCulture), 3, 4);
    }

    [Fact]
    public async Task In_a_PID_namespace_SIGTERM_still_reaches_the_command_and_a_signal_is_reported()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");
        await using var scene = new ContainerScene("namespaces/pid");
        using var ready = new Fifo(scene.Directory, "ready");
        var container = await scene.Launch($"echo > {ready.Path}; exec sleep 600");
        await ready.ReadLine();
        container.Kill(TimeSpan.FromMinutes(10));
        Assert.Equal(15, (await container.Ended).Exit.Signal);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_in_its_namespaces_is_told()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");
        await using var scene = new ContainerScene("namespaces/pid");
        var container = await scene.Launch(scene.Spec("/no/such/program") with { Arguments = ["x"] });
        Assert.Contains("cannot start /no/such/program", (await container.Ended).Exit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_bomb_in_a_PID_namespace_ends_with_its_task()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");
        await using var scene = new ContainerScene("namespaces/pid");
        var cap = new PidsCap(scene.Layout);
        scene.Isolators = new IsolatorSet([.. scene.Isolators.All, cap]);
        using var ready = new Fifo(scene.Directory, "ready");
        var container = await scene.Launch($"bomb() {{ bomb | bomb & }}; trap '' TERM; echo > {ready.Path}; bomb; exec sleep 600");
        await ready.ReadLine();
        var cgroup = scene.Layout.Of("pids", container.Id);
        while (ControlText.Number(CgroupStore.Read(cgroup, "pids.current")) < PidsCap.Most / 2) await Task.Yield();

        container.Kill(TimeSpan.Zero);
        Assert.NotNull((await container.Ended).Exit.Signal);
        Assert.Equal(0ul, cap.LeftAtTheEnd);
    }

    [Fact]
    public async Task A_shared_file_system_gives_a_container_a_tmp_of_its_own()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");
        await using var scene = new ContainerScene("filesystem/shared");
        var name = Guid.NewGuid().ToString("N");
        var spec = scene.Spec($"echo inside > /tmp/{name}; stat -c %a /tmp") with
        {
            Container = new ContainerInfo
            {
                Type = ContainerType.Mesos,
                Volumes = [new Volume { ContainerPath = "/tmp", HostPath = "own", Mode = VolumeMode.Rw }],
            },
            Directory = "/var" + Directory.CreateTempSubdirectory("mesos-shared-").FullName,
        };
        Directory.CreateDirectory(spec.Directory);
        try
        {
            var container = await scene.Launch(spec);
            Assert.Equal(0, (await container.Ended).Exit.ExitCode);
            Assert.Equal("inside\n", File.ReadAllText(Path.Combine(spec.Directory, "own", name)));
            Assert.Equal("1777\n", File.ReadAllText(Path.Combine(spec.Directory, "stdout")));
            Assert.False(File.Exists($"/tmp/{name}"));
        }
        finally
        {
            Directory.Delete(spec.Directory, recursive: true);
            Directory.Delete(spec.Directory["/var".Length..]);
        }
    }

    [Fact]
    public async Task The_mounts_of_a_container_are_seen_by_nobody_else_and_none_is_left()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");
        await using var scene = new ContainerScene("filesystem/shared,namespaces/pid");
        // A mount below one that is shared goes on to every namespace that has it, unless the container's keeps its own to itself.
        var shared = Path.Combine(scene.Directory, "shared");
        Directory.CreateDirectory(shared);
        SystemCommand.Run("mount", "-t", "tmpfs", "tmpfs", shared);
        try
        {
            SystemCommand.Run("mount", "--make-shared", shared);
            Directory.CreateDirectory(Path.Combine(shared, "target"));
            using var mounted = new Fifo(scene.Directory, "mounted");
            var container = await scene.Launch(scene.Spec($"grep -c {shared} /proc/self/mountinfo > {mounted.Path}; exec sleep 600") with
            {
                Container = new ContainerInfo
                {
                    Type = ContainerType.Mesos,
                    Volumes = [new Volume { ContainerPath = Path.Combine(shared, "target"), HostPath = "own", Mode = VolumeMode.Rw }],
                },
            });
            Assert.Equal("2", await mounted.ReadLine());
            Assert.Single(Mounts(shared));

            container.Kill(TimeSpan.Zero);
            await container.Ended;
            Assert.Single(Mounts(shared));
        }
        finally
        {
            SystemCommand.Run("umount", "--recursive", shared);
        }
    }

    [Fact]
    public async Task Disk_beyond_the_quota_ends_a_container_that_enforces_it()
    {
        await using var scene = new ContainerScene("posix/disk", "--container_disk_watch_interval=20ms", "--enforce_container_disk_quota");
        var container = await scene.Launch("head -c 3000000 /dev/zero > a; ln a b; exec sleep 600", "cpus:1;mem:64;disk:1");
        var end = await container.Ended;
        Assert.True(end.IsLimitation);
        Assert.Matches(@"^Disk usage \(\d+KB\) exceeds quota \(1024KB\)$", end.Message!);
    }

    [Fact]
    public async Task Disk_without_enforcement_is_only_told_and_each_file_once()
    {
        await using var scene = new ContainerScene("posix/disk", "--container_disk_watch_interval=20ms");
        var container = await scene.Launch("head -c 3000000 /dev/zero > a; ln a b; ln -s /usr c; exec sleep 600", "cpus:1;mem:64;disk:1");
        var usage = await ContainerScene.UsageWhen(container, usage => usage.DiskUsedBytes > 2_900_000);
        Assert.InRange(usage.DiskUsedBytes!.Value, 2_900_000ul, 3_200_000ul);
        Assert.Equal(1ul << 20, usage.DiskLimitBytes);
        Assert.False(container.Ended.IsCompleted);
    }

    [Fact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public async Task Another_user_is_only_that_user()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming another user needs root");
        await using var scene = new ContainerScene("posix/cpu");
        File.SetUnixFileMode(scene.Directory, (UnixFileMode)0x1ED);
        var spec = scene.Spec("id -u; id -g; id -G; sed -n 's/^\\(Uid\\|Gid\\|CapPrm\\|CapEff\\):\\t//p' /proc/self/status; stat -c %U .") with { User = "nobody" };
        var container = await scene.Launch(spec);
        await container.Ended;
        var account = UserAccountClient.Find("nobody")!;
        var (user, group) = (account.UserId, account.GroupId);
        Assert.Equal(
            $"{user}\n{group}\n{string.Join(' ', account.Groups)}\n{user}\t{user}\t{user}\t{user}\n{group}\t{group}\t{group}\t{group}\n"
            + "0000000000000000\n0000000000000000\nnobody\n",
            scene.Output(container));
    }

    [Fact]
    public async Task A_variable_of_the_command_means_nothing_to_its_launcher()
    {
        await using var scene = new ContainerScene("posix/cpu");
        var environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LD_PRELOAD"] = "", ["A"] = "b" };
        var container = await scene.Launch(scene.Spec("tr '\\0' '\\n' < /proc/$PPID/environ; echo $A") with { Environment = environment });
        await container.Ended;
        Assert.Equal(["A=b", "LD_PRELOAD=", "PATH=/usr/bin:/bin", "b"], scene.Output(container).Split('\n')[..^1].Select(line => line.TrimStart('_')).Order(StringComparer.Ordinal));
        Assert.All(scene.Output(container).Split('\n')[..3], line => Assert.StartsWith("_", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_who_does_not_exist_is_named()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming another user needs root");
        await using var scene = new ContainerScene("posix/cpu");
        var refusal = await Assert.ThrowsAsync<ContainerizerException>(() => scene.Launch(scene.Spec("true") with { User = "nosuchuser" }));
        Assert.Contains("'nosuchuser', who does not exist", refusal.Message, StringComparison.Ordinal);
    }

    private static string[] Mounts(string path) =>
        [.. File.ReadAllLines("/proc/self/mountinfo").Where(line => line.Contains($" {path}", StringComparison.Ordinal))];

    /// <summary>From outside: so many processes, and no more, whatever the isolators do.</summary>
    private sealed class PidsCap(CgroupLayout layout) : IIsolator
    {
        public const int Most = 200;

        private static readonly string[] Controllers = ["pids"];

        /// <summary>Processes in it when the container said that it had ended.</summary>
        public ulong? LeftAtTheEnd { get; private set; }

        public IIsolation Prepare(ContainerSpec spec)
        {
            CgroupSetupService.Open(layout.Hierarchy, layout.Root, Controllers);
            var isolation = new Isolation(this, layout, spec.Id);
            isolation.Create(spec.Resources);
            CgroupStore.Write(layout.Of("pids", spec.Id), new ControlWrite("pids.max", $"{Most}"));
            return isolation;
        }

        public IIsolation Recover(ContainerSpec spec) => new Isolation(this, layout, spec.Id);

        private sealed class Isolation(PidsCap cap, CgroupLayout layout, ContainerId id) : CgroupIsolation(layout, id, Controllers)
        {
            public override Limitation? Judge()
            {
                cap.LeftAtTheEnd = ControlText.Number(CgroupStore.Read(Cgroup, "pids.current"));
                return null;
            }
        }
    }
}
