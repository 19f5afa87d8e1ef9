using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Containers.Running;

public sealed class DockerContainerTests(DockerEngine engine) : ContainerContract, IClassFixture<DockerEngine>
{
    protected override string Image => DockerEngine.Image;

    protected override string[] Flags => ["--backend=docker", "--docker_socket=" + engine.Socket];

    [Fact]
    public async Task A_wait_outlives_a_restart_of_the_engine()
    {
        var task = await Launched("echo before; sleep 1000");
        using var wait = Program.StartWait(task);

        await engine.Restart();

        var output = new MemoryStream();
        await wait.StandardOutput.BaseStream.CopyToAsync(output);
        await wait.WaitForExitAsync();
        // Without live-restore the engine ends its containers when it ends.
        Assert.NotEqual(0, Wire.HostFrame.Read(ContainerizerTerminationCodec.Instance, output.ToArray()).Status);
        Assert.Equal(["before"], await Lines(task, "stdout"));
    }

    [Fact]
    public async Task An_image_without_a_shell_runs_its_own_command()
    {
        var task = await Launched(Command("") with { Container = new CommandContainerInfo { Image = DockerEngine.ImageWithoutShell } });

        Assert.Equal(0, (await Program.Termination(task)).Status);
        Assert.Equal(["no shell"], await Lines(task, "stdout"));
    }

    [Fact]
    public async Task What_is_no_program_of_the_image_is_told_in_the_sandbox()
    {
        var task = await Launched(Command("", "--entrypoint=/bin/nothing"));

        Assert.Equal(127 << 8, (await Program.Termination(task)).Status);
        Assert.Contains(await Lines(task, "stderr"), line => line.Contains("/bin/nothing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_tells_of_the_engine()
    {
        var check = await Program.Check();

        Assert.Equal(0, check.Code);
        Assert.Contains("ok  docker: engine", System.Text.Encoding.UTF8.GetString(check.Output), StringComparison.Ordinal);
    }
}
