using System.Text.Json;
using MesosOrleans.ExternalContainerizer;
using MesosOrleans.ExternalContainerizer.Oci;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Containers.Plans;
using Xunit;

namespace MesosOrleans.Tests.Containers.Oci;

public sealed class OciSpecRulesTests
{
    [Fact]
    public void A_plan_becomes_a_configuration_under_the_names_of_the_specification()
    {
        var spec = Spec(Launches.OfTask(Launches.Command("echo hello", "-e", "A=b"), "cpus:2;mem:64"));
        using var json = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(spec, OciJson.Default.OciSpec));
        var (process, linux) = (json.RootElement.GetProperty("process"), json.RootElement.GetProperty("linux"));

        Assert.Equal(["/bin/sh", "-c", "echo hello"], process.GetProperty("args").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal("/mnt/mesos/sandbox", process.GetProperty("cwd").GetString());
        Assert.Contains("A=b", process.GetProperty("env").EnumerateArray().Select(word => word.GetString()));
        Assert.Contains("IMAGE=1", process.GetProperty("env").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(7, process.GetProperty("user").GetProperty("additionalGids")[0].GetInt32());
        Assert.Equal(2048, linux.GetProperty("resources").GetProperty("cpu").GetProperty("shares").GetInt64());
        Assert.Equal(64L << 20, linux.GetProperty("resources").GetProperty("memory").GetProperty("limit").GetInt64());
        Assert.Equal(64L << 20, linux.GetProperty("resources").GetProperty("memory").GetProperty("swap").GetInt64());
        Assert.DoesNotContain("network", linux.GetProperty("namespaces").EnumerateArray().Select(one => one.GetProperty("type").GetString()));
        Assert.Equal("/var/lib/mesos", json.RootElement.GetProperty("annotations").GetProperty("mesos.work_directory").GetString());
    }

    [Fact]
    public void A_user_who_is_not_root_gets_no_capability_at_the_start()
    {
        var capabilities = Spec(Launches.OfTask(Launches.Command("true"))).Process.Capabilities;

        Assert.Empty(capabilities.Effective);
        Assert.Empty(capabilities.Permitted);
    }

    [Fact]
    public void Without_a_network_it_has_a_namespace_of_its_own() =>
        Assert.Contains(new OciNamespace("network"), Spec(Launches.OfTask(Launches.Command("true", "--net=none"))).Linux.Namespaces);

    [Theory]
    [InlineData("--net=bridge", "bridge")]
    [InlineData("--publish=1:1", "ports")]
    [InlineData("--privileged", "privileged")]
    [InlineData("--dns=10.0.0.1", "dns")]
    public void What_only_docker_has_is_refused(string option, string word) => Assert.Contains(
        word, Assert.Throws<ContainerizerException>(() => Spec(Launches.OfTask(Launches.Command("true", option)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, 0u, 0u, "", "/root")]
    [InlineData("alice", 1000u, 1000u, "27", "/home/alice")]
    [InlineData("1000", 1000u, 1000u, "27", "/home/alice")]
    [InlineData("alice:wheel", 1000u, 27u, "", "/home/alice")]
    [InlineData("4711:12", 4711u, 12u, "", null)]
    public void A_user_is_looked_up_in_the_image(string? user, uint uid, uint gid, string groups, string? home)
    {
        var (found, at) = AccountText.Find(user, "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n", "root:x:0:\nwheel:x:27:bob,alice\n");

        Assert.Equal((uid, gid, groups, home), (found.Uid, found.Gid, string.Join(',', found.AdditionalGids), at));
    }

    [Fact]
    public void A_user_whom_the_image_does_not_know_is_refused() =>
        Assert.Contains("'bob'", Assert.Throws<ContainerizerException>(() => AccountText.Find("bob", "", "")).Message, StringComparison.Ordinal);

    private static OciSpec Spec(ContainerizerLaunch launch) => OciSpecRules.Of(Launches.Plan(launch), new OciSurroundings
    {
        Image = new OciImageConfig { Env = ["IMAGE=1"] },
        Root = "/bundle/rootfs",
        User = new OciUser(1000, 1000, [7]),
        NewVolumes = [],
        NameFiles = [],
        CountsSwap = true,
    });
}
