using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>What <c>mesos doctor</c> says of this machine beside a running cluster.</summary>
[Collection(SharedLocalCluster.Name)]
public sealed class DoctorTests(LocalCluster cluster)
{
    [Fact]
    public async Task Where_the_silo_answers_and_the_rest_is_free_nothing_is_bad()
    {
        var port = cluster.Master.Split(':')[1];
        var answer = await Mesos.Run("doctor", $"--port={port}", "--agent_port=0", $"--master={cluster.Master}", $"--work_dir={cluster.Folder}", "--json");

        var findings = JsonNode.Parse(answer.Printed)!.AsArray();
        Assert.Equal(0, answer.Code);
        Assert.DoesNotContain(findings, finding => (string)finding!["verdict"]! == "Bad");
        Assert.Contains(findings, finding => (string)finding!["says"]! == $"{port}: the silo answers");
        Assert.Contains(findings, finding => (string)finding!["check"]! == "clock skew" && (string)finding["verdict"]! == "Good");
        foreach (var check in new[] { "programs", "host name", "disk", "clock", "containers", "cgroups", "open files", "processes" })
            Assert.Contains(findings, finding => (string)finding!["check"]! == check);
    }

    [Fact]
    public async Task A_taken_port_a_master_that_is_away_and_a_dead_database_are_bad_and_give_code_1()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var taken = ((IPEndPoint)stranger.LocalEndpoint).Port;

        // Port 1 is nobody's.
        var answer = await Mesos.Run(
            "doctor", $"--port={taken}", "--agent_port=0", "--master=127.0.0.1:1", "--cluster_database=Host=127.0.0.1;Port=1;Username=u;Password=hush;Database=d");

        Assert.Equal(1, answer.Code);
        Assert.Matches($"BAD   port of the silo +{taken} is taken by another program", answer.Printed);
        Assert.Matches("BAD   master +127.0.0.1:1 does not answer", answer.Printed);
        Assert.Matches("BAD   database +127.0.0.1:1 cannot be reached", answer.Printed);
        Assert.Contains("-> ", answer.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", answer.Printed + answer.Errors, StringComparison.Ordinal);
    }
}
