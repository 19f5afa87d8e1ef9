using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MesosOrleans.ExternalContainerizer;
using MesosOrleans.ExternalContainerizer.Docker;
using MesosOrleans.Tests.Containers.Plans;
using Xunit;

namespace MesosOrleans.Tests.Containers.Docker;

public sealed class DockerRequestTests
{
    private static readonly string[] Opened = ["/mnt/mesos/sandbox/stdout", "/mnt/mesos/sandbox/stderr"];

    [Fact]
    public void The_program_itself_opens_the_outputs_inside_and_becomes_the_command()
    {
        var request = Request(Launches.OfTask(Launches.Command("echo hello")), "/program");

        Assert.Equal(["/mnt/mesos/enter", "enter", .. Opened], request.Entrypoint!.Value);
        Assert.Equal(["/bin/sh", "-c", "echo hello"], request.Cmd!.Value);
        Assert.Equal(["/var/lib/mesos/sandbox:/mnt/mesos/sandbox:rw", "/program:/mnt/mesos/enter:ro"], request.HostConfig.Binds!.Value);
        Assert.Equal("none", request.HostConfig.LogConfig!.Type);
    }

    [Fact]
    public void Where_it_cannot_run_inside_the_images_shell_opens_them()
    {
        var request = Request(Launches.OfTask(Launches.Command("echo hello")), self: null);

        Assert.Equal("/bin/sh", request.Entrypoint!.Value[0]);
        Assert.Equal(Opened, request.Entrypoint!.Value[^2..]);
        Assert.Single(request.HostConfig.Binds!.Value);
    }

    [Fact]
    public void An_empty_command_is_the_images_own_and_another_entry_point_makes_that_void()
    {
        var image = new ImageConfig { Entrypoint = ["/entry"], Cmd = ["default"] };

        Assert.Equal(["/entry", "default"], Request(Launches.OfTask(Launches.Command("")), image: image).Cmd!.Value);
        Assert.Equal(["/other"], Request(Launches.OfTask(Launches.Command("", "--entrypoint=/other")), image: image).Cmd!.Value);
        Assert.Equal(["/bin/sh", "-c", "x"], Request(Launches.OfTask(Launches.Command("x")), image: image).Cmd!.Value);
        Assert.Contains(
            "no command",
            Assert.Throws<ContainerizerException>(() => Request(Launches.OfTask(Launches.Command("")))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_limits_of_memory_and_swap_are_one()
    {
        var limits = Request(Launches.OfTask(Launches.Command("true"), "cpus:2;mem:64")).HostConfig;

        Assert.Equal((2048L, 64L << 20, 64L << 20, null), (limits.CpuShares, limits.Memory, limits.MemorySwap, limits.CpuQuota));
    }

    [Fact]
    public void Ports_that_the_image_exposes_get_the_tasks_one_by_one_unless_ports_were_mapped()
    {
        var image = new ImageConfig { ExposedPorts = ImmutableSortedDictionary<string, NoValue>.Empty.Add("443/tcp", new()).Add("80/tcp", new()) };
        const string resources = "cpus:1;ports:[31000-31001]";

        var paired = Request(Launches.OfTask(Launches.Command("true"), resources), image: image).HostConfig.PortBindings!;
        var mapped = Request(Launches.OfTask(Launches.Command("true", "-p", "31001:53/udp"), resources), image: image).HostConfig.PortBindings!;
        var hosts = Request(Launches.OfTask(Launches.Command("true", "--net=host"), resources), image: image).HostConfig.PortBindings;

        Assert.Equal([("443/tcp", "31001"), ("80/tcp", "31000")], paired.Select(port => (port.Key, port.Value.Single().HostPort)));
        Assert.Equal([("53/udp", "31001")], mapped.Select(port => (port.Key, port.Value.Single().HostPort)));
        Assert.Null(hosts);
    }

    [Fact]
    public void A_folder_is_no_image_of_dockers() => Assert.Contains(
        "--backend=oci",
        Assert.Throws<ContainerizerException>(() => Request(Launches.OfTask(Launches.Command("true") with { Container = new() { Image = "file:///root" } }))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_pull_is_told_step_by_step_and_not_bar_by_bar()
    {
        var progress = new PullProgress();
        var lines = new[] { ("", "Pulling"), ("a1", "Downloading"), ("a1", "Downloading"), ("b2", "Downloading"), ("a1", "Complete") }
            .Select(step => progress.Next(new PullLine { Id = step.Item1, Status = step.Item2 }));

        Assert.Equal(["Pulling", "a1: Downloading", null, "b2: Downloading", "a1: Complete"], lines);
    }

    [Theory]
    [InlineData("registry:5000/team/app", """{"auths": {"https://registry:5000/v1/": {"auth": "YWxpY2U6cGFzczp3b3Jk"}}}""", "https://registry:5000/v1/")]
    [InlineData("ubuntu", """{"https://index.docker.io/v1/": {"auth": "YWxpY2U6cGFzczp3b3Jk", "email": ""}}""", "https://index.docker.io/v1/")]
    public void Credentials_of_both_files_of_docker_become_a_header(string image, string file, string registry)
    {
        var header = RegistryCredentialStore.Header(image, Encoding.UTF8.GetBytes(file))!;
        using var credentials = JsonDocument.Parse(Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/')));

        Assert.Equal("alice", credentials.RootElement.GetProperty("username").GetString());
        Assert.Equal("pass:word", credentials.RootElement.GetProperty("password").GetString());
        Assert.Equal(registry, credentials.RootElement.GetProperty("serveraddress").GetString());
        Assert.Null(RegistryCredentialStore.Header("elsewhere.org/app", Encoding.UTF8.GetBytes(file)));
    }

    private static CreateRequest Request(Protocol.ContainerizerLaunch launch, string? self = "/program", ImageConfig? image = null) =>
        DockerRequest.Of(Launches.Plan(launch), image ?? new ImageConfig(), self);
}
