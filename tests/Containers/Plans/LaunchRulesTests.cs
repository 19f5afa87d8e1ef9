using MesosOrleans.ExternalContainerizer;
using MesosOrleans.ExternalContainerizer.Plans;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Containers.Plans;

public sealed class LaunchRulesTests
{
    [Fact]
    public void A_tasks_command_runs_in_the_container_and_is_watched_from_outside()
    {
        var launch = Launches.OfTask(Launches.Command("echo hello"));
        var plan = Launches.Plan(launch with { ExecutorInfo = launch.ExecutorInfo! with { Command = new CommandInfo { Value = "/libexec/mesos-executor" } } });

        Assert.Equal(["/bin/sh", "-c"], plan.Entrypoint!.Value);
        Assert.Equal(["echo hello"], plan.Arguments);
        Assert.True(plan.IsWatched);
        Assert.Null(plan.Network);
        Assert.Equal("task", plan.Environment["MESOS_TASK_ID"]);
    }

    [Fact]
    public void An_executor_runs_in_the_container_itself_with_the_hosts_network_and_what_leads_it_to_the_agent()
    {
        var plan = Launches.Plan(
            Launches.OfExecutor(Launches.Command("./executor")),
            null,
            ("MESOS_SLAVE_PID", "slave(1)@127.0.0.1:5051"),
            ("MESOS_EXECUTOR_SOCKET", Launches.Sandbox + "/executor.sock"),
            ("MESOS_CREDENTIAL", "secret"));

        Assert.False(plan.IsWatched);
        Assert.Equal("host", plan.Network);
        Assert.Equal("slave(1)@127.0.0.1:5051", plan.Environment["MESOS_SLAVE_PID"]);
        Assert.Equal("/mnt/mesos/sandbox/executor.sock", plan.Environment["MESOS_EXECUTOR_SOCKET"]);
        Assert.Equal("/mnt/mesos/sandbox", plan.Environment["MESOS_DIRECTORY"]);
        Assert.DoesNotContain("MESOS_CREDENTIAL", plan.Environment.Keys);
    }

    [Fact]
    public void The_sandbox_is_mounted_and_is_the_working_directory()
    {
        var plan = Launches.Plan(Launches.OfTask(Launches.Command("true")));

        Assert.Contains(new VolumeMount(Launches.Sandbox, "/mnt/mesos/sandbox"), plan.Volumes);
        Assert.Equal("/mnt/mesos/sandbox", plan.WorkingDirectory);
    }

    [Theory]
    [InlineData("cpus:2;mem:64", false, 2048L, null, 64L << 20)]
    [InlineData("cpus:0.001;mem:1", true, 10L, 1_000L, 32L << 20)]
    [InlineData("cpus:1.5;mem:100.5", true, 1536L, 150_000L, 105_381_888L)]
    [InlineData("disk:10", true, null, null, null)]
    public void Resources_become_limits(string resources, bool quota, long? shares, long? quotaMicroseconds, long? memory) => Assert.Equal(
        new ContainerLimits(shares, quotaMicroseconds, memory),
        Launches.Plan(Launches.OfTask(Launches.Command("true"), resources), new Settings { CpuQuota = quota }).Limits);

    [Fact]
    public void Without_an_image_the_agents_default_is_taken_and_without_that_nothing_is_launched()
    {
        var launch = Launches.OfTask(new CommandInfo { Value = "true" });
        var empty = Launches.OfTask(Launches.Command("true") with { Container = new CommandContainerInfo { Image = "docker:///" } });
        var settings = new Settings { DefaultImage = "docker:///busybox" };

        Assert.Equal("busybox:latest", Launches.Plan(launch, settings).Image.Reference);
        Assert.Equal("busybox:latest", Launches.Plan(empty, settings).Image.Reference);
        Assert.Contains("--default_container_image", Launches.Refusal(launch), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_command_is_the_images_own()
    {
        var plan = Launches.Plan(Launches.OfTask(Launches.Command("")));

        Assert.Null(plan.Entrypoint);
        Assert.Empty(plan.Arguments);
    }

    [Fact]
    public void The_container_of_later_versions_is_taken_too()
    {
        var plan = Launches.Plan(Launches.OfTask(new CommandInfo { Value = "true", User = "alice" }, "cpus:1;mem:64;ports:[31000-31001]", new ContainerInfo
        {
            Type = ContainerType.Docker,
            Hostname = "here",
            Volumes =
            [
                new Volume { HostPath = "/data", ContainerPath = "/in", Mode = VolumeMode.Ro },
                new Volume { HostPath = "cache", ContainerPath = "deep/cache", Mode = VolumeMode.Rw },
                new Volume { ContainerPath = "/new", Mode = VolumeMode.Rw },
            ],
            Docker = new DockerInfo
            {
                Image = "nginx:1",
                Network = DockerNetwork.Bridge,
                ForcePullImage = true,
                PortMappings = [new PortMapping { HostPort = 31001, ContainerPort = 80, Protocol = "udp" }],
                Parameters = [new Parameter("workdir", "/srv"), new Parameter("env", "A=b")],
            },
        }));

        Assert.Equal("nginx:1", plan.Image.Reference);
        Assert.True(plan.ForcePull);
        Assert.Equal("alice", plan.User);
        Assert.Equal("here", plan.Hostname);
        Assert.Equal("bridge", plan.Network);
        Assert.Equal("/srv", plan.WorkingDirectory);
        Assert.Equal("b", plan.Environment["A"]);
        Assert.Equal([new PublishedPort(31001, 80, "udp")], plan.Ports);
        Assert.Equal(
            [
                new VolumeMount(Launches.Sandbox, "/mnt/mesos/sandbox"), new VolumeMount("/data", "/in", true),
                new VolumeMount(Launches.Sandbox + "/cache", "/mnt/mesos/sandbox/deep/cache"), new VolumeMount(null, "/new"),
            ],
            plan.Volumes);
    }

    [Fact]
    public void A_port_that_the_task_was_not_given_is_not_mapped()
    {
        var docker = new DockerInfo { Image = "nginx", Network = DockerNetwork.Bridge, PortMappings = [new PortMapping { HostPort = 80, ContainerPort = 80 }] };

        Assert.Contains(
            "port 80",
            Launches.Refusal(Launches.OfTask(new CommandInfo { Value = "true" }, "cpus:1;ports:[31000-31001]", new ContainerInfo { Type = ContainerType.Docker, Docker = docker })),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../up")]
    [InlineData("a/b")]
    [InlineData("-rm")]
    [InlineData("a b")]
    public void An_id_that_could_be_a_path_or_an_option_is_refused(string id) =>
        Assert.Contains(id, Launches.Refusal(Launches.OfTask(Launches.Command("true")) with { ContainerId = new(id) }), StringComparison.Ordinal);

    [Fact]
    public void A_container_carries_what_finds_it_again()
    {
        var labels = Launches.Plan(Launches.OfTask(Launches.Command("true"))).Labels;

        Assert.Equal("0bd62ccb-e61f-48dc-a61a-090992a0a79f", labels["mesos.container_id"]);
        Assert.Equal("/var/lib/mesos", labels["mesos.work_directory"]);
        Assert.Equal("true", labels["mesos.watched"]);
        Assert.Equal(("framework", "executor", "task", "slave"), (labels["mesos.framework_id"], labels["mesos.executor_id"], labels["mesos.task_id"], labels["mesos.slave_id"]));
    }
}
