using MesosOrleans.Cli.Doctor;
using MesosOrleans.Terminal;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Doctor;

/// <summary>What readings of a machine mean, and what is advised.</summary>
public sealed class DoctorRulesTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData(true, null, nameof(Verdict.Good), "5050 is free")]
    [InlineData(false, "silo", nameof(Verdict.Good), "5050: the silo answers")]
    [InlineData(false, "agent", nameof(Verdict.Bad), "5050 is taken by the agent")]
    [InlineData(false, null, nameof(Verdict.Bad), "5050 is taken by another program")]
    public void A_port_is_good_if_it_is_free_or_ours(bool isFree, string? health, string verdict, string says) =>
        Is(verdict, says, DoctorRules.Port("silo", 5050, isFree, health));

    [Theory]
    [InlineData(0, "", true, nameof(Verdict.Warning), "none are mounted at /sys/fs/cgroup")]
    [InlineData(1, "cpu cpuacct memory freezer", true, nameof(Verdict.Good), "version 1 with cpu, cpuacct, memory, freezer")]
    [InlineData(1, "cpu memory", true, nameof(Verdict.Warning), "version 1, without cpuacct, freezer")]
    [InlineData(2, "cpu memory io", true, nameof(Verdict.Good), "version 2 with cpu, memory")]
    [InlineData(2, "io", true, nameof(Verdict.Warning), "version 2, without cpu, memory")]
    [InlineData(2, "cpu memory", false, nameof(Verdict.Warning), "version 2, but this user cannot make any")]
    public void Cgroups_are_good_if_all_that_the_isolators_need_can_be_made(int version, string controllers, bool isWritable, string verdict, string says) =>
        Is(verdict, says, DoctorRules.Cgroups(version, controllers.Split(' '), isWritable));

    [Theory]
    [InlineData("20.10", "", nameof(Verdict.Good), "Docker 20.10 answers")]
    [InlineData(null, "runc", nameof(Verdict.Good), "no Docker engine answers; runc can run OCI images")]
    [InlineData(null, "", nameof(Verdict.Warning), "neither does a Docker engine answer, nor is runc or crun in the PATH")]
    public void Containers_need_an_engine_or_a_runtime(string? docker, string runtimes, string verdict, string says) =>
        Is(verdict, says, DoctorRules.Containers(docker, runtimes.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData(100, 50, true, nameof(Verdict.Good), "/w: 50 GB free of 100 GB")]
    [InlineData(100, 4, true, nameof(Verdict.Warning), "/w: 4 GB free of 100 GB")]
    [InlineData(100, 0, true, nameof(Verdict.Bad), "/w: 0 GB free of 100 GB")]
    [InlineData(100, 50, false, nameof(Verdict.Bad), "/w cannot be written by this user")]
    public void A_disk_needs_room(int total, int free, bool isWritable, string verdict, string says) =>
        Is(verdict, says, DoctorRules.Disk("/w", free * Gigabyte, total * Gigabyte, isWritable));

    [Theory]
    [InlineData(1.5, nameof(Verdict.Good), "m:1 has the same time, as far as can be seen")]
    [InlineData(-61, nameof(Verdict.Bad), "the clock of m:1 is -61 s from this one")]
    [InlineData(3, nameof(Verdict.Bad), "the clock of m:1 is +3 s from this one")]
    public void A_clock_may_differ_by_two_seconds(double seconds, string verdict, string says) =>
        Is(verdict, says, DoctorRules.Skew("m:1", TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1024, 4096, nameof(Verdict.Warning), "no more than 4096")]
    [InlineData(1024, 524288, nameof(Verdict.Good), "up to 1024, which .NET raises to 524288")]
    [InlineData(8192, 8192, nameof(Verdict.Good), "up to 8192")]
    public void Files_count_by_the_hard_limit(long soft, long hard, string verdict, string says) => Is(verdict, says, DoctorRules.OpenFiles(soft, hard));

    [Theory]
    [InlineData("Host=a;Username=u", "a:5432")]
    [InlineData("Host=a,b:6000;Port=7000", "a:7000 b:6000")]
    [InlineData("Server=/run/postgresql", "/run/postgresql:5432")]
    public void The_servers_of_a_database_are_those_of_its_connection_string(string connection, string servers) =>
        Assert.Equal(servers, string.Join(' ', ClusterProbe.ServersOf(connection).Select(server => $"{server.Host}:{server.Port}")));

    [Fact]
    public void What_is_not_good_is_followed_by_what_to_do() => Assert.Equal(
        """
        ok    disk      /w: 50 GB free of 100 GB
        BAD   database  h:1 cannot be reached: refused
                        -> see that PostgreSQL runs there, listens on this address (listen_addresses), and that no firewall is between
        2 checks: 1 bad, 0 to think about

        """, DoctorText.Of([DoctorRules.Disk("/w", 50 * Gigabyte, 100 * Gigabyte, true), DoctorRules.Database("h:1", "refused")], Paint.Off));

    private static void Is(string verdict, string says, Finding finding)
    {
        Assert.Equal((verdict, says), (finding.Verdict.ToString(), finding.Says));
        Assert.Equal(finding.Verdict != Verdict.Good, finding.Advice is not null);
    }
}
