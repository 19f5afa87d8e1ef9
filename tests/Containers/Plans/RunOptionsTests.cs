using MesosOrleans.ExternalContainerizer.Plans;
using Xunit;

namespace MesosOrleans.Tests.Containers.Plans;

public sealed class RunOptionsTests
{
    [Fact]
    public void The_options_of_docker_run_are_taken_in_each_of_their_spellings()
    {
        var plan = Plan("-v", "/a:/b:ro", "--volume=/c", "-p", "31000:80", "--publish=127.0.0.1:31001:53/udp", "-eA=b=c", "--env", "D=", "-u=alice", "-w", "/srv", "--net=none", "-h", "name", "--privileged", "--cap-add", "NET_ADMIN");

        Assert.Equal([new VolumeMount(Launches.Sandbox, ContainerPlan.Sandbox), new VolumeMount("/a", "/b", true), new VolumeMount(null, "/c")], plan.Volumes);
        Assert.Equal([new PublishedPort(31000, 80), new PublishedPort(31001, 53, "udp", "127.0.0.1")], plan.Ports);
        Assert.Equal(("b=c", ""), (plan.Environment["A"], plan.Environment["D"]));
        Assert.Equal(("alice", "/srv", "none", "name"), (plan.User, plan.WorkingDirectory, plan.Network, plan.Hostname));
        Assert.True(plan.Privileged);
        Assert.Equal(["NET_ADMIN"], plan.Docker.CapAdd);
    }

    [Theory]
    [InlineData("--memory=1g", "resources")]
    [InlineData("-m", "resources")]
    [InlineData("--rm", "end was told")]
    [InlineData("--name=x", "end was told")]
    [InlineData("-t", "terminal")]
    [InlineData("-P", "ports")]
    [InlineData("--log-driver=syslog", "sandbox")]
    [InlineData("--volumes=/a", "known are")]
    [InlineData("ubuntu", "begins with -")]
    [InlineData("-v", "missing")]
    [InlineData("-v=relative:/b", "/HOST/PATH")]
    [InlineData("-p=80", "HOST_PORT")]
    [InlineData("-p=0:80", "65535")]
    [InlineData("-e=NAME", "NAME=VALUE")]
    [InlineData("--label=mesos.container_id=x", "agent's")]
    public void What_is_unknown_malformed_or_not_the_frameworks_to_say_is_refused_with_its_reason(string option, string reason)
    {
        var message = Launches.Refusal(Launches.OfTask(Launches.Command("true", option)));

        Assert.Contains(option.Split('=')[0], message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker:///ubuntu:14.04", "ubuntu:14.04")]
    [InlineData("docker://registry:5000/team/app", "registry:5000/team/app:latest")]
    [InlineData("ubuntu@sha256:ab", "ubuntu@sha256:ab")]
    [InlineData("busybox", "busybox:latest")]
    public void An_image_is_named_as_with_Mesos_and_as_with_Docker(string text, string reference) => Assert.Equal(reference, ImageName.Parse(text)!.Reference);

    [Fact]
    public void An_image_can_be_a_folder_of_this_machine()
    {
        Assert.Equal(("/images/root", null), Located("file:///images/root"));
        Assert.Equal(("/images/a:b/layout", "2.0"), Located("oci:///images/a:b/layout:2.0"));
        Assert.Equal(("/images/root", null), Located("/images/root"));

        static (string?, string?) Located(string text) => ImageName.Parse(text) is { } image ? (image.Path, image.Tag) : default;
    }

    [Theory]
    [InlineData("http://somewhere/image")]
    [InlineData("oci://relative")]
    [InlineData("docker:///a b")]
    public void What_names_no_image_is_refused(string text) =>
        Assert.Contains(text, Assert.Throws<ExternalContainerizer.ContainerizerException>(() => ImageName.Parse(text)).Message, StringComparison.Ordinal);

    private static ContainerPlan Plan(params string[] options) => Launches.Plan(Launches.OfTask(Launches.Command("true", options)));
}
