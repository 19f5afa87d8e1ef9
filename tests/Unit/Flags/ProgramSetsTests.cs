using System.Net;
using MesosOrleans.Flags;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

/// <summary>The tables of silo and agent: names and defaults as in Mesos 0.19.0, and what they refuse.</summary>
public sealed class ProgramSetsTests
{
    [Fact]
    public void The_silo_has_the_defaults_of_Mesos()
    {
        var values = SiloFlags.Set.Parse(["--work_dir=/w"]);
        Assert.Equal(IPAddress.Loopback, values.Get(SiloFlags.Ip));
        Assert.Equal(TimeSpan.FromMinutes(10), values.Get(SiloFlags.SlaveReregisterTimeout));
        Assert.Empty(values.Get(SiloFlags.Roles));
        Assert.Empty(values.Get(SiloFlags.Weights));
        Assert.Equal(
            "allocation_interval=1secs authenticate=false authenticate_slaves=false gateway_port=0 help=false ip=127.0.0.1 log_auto_initialize=true logging_level=INFO max_request_body=1MB "
            + "max_slave_ping_timeouts=5 orleans_dashboard=false port=5050 quiet=false recovery_slave_removal_limit=100% registry=replicated_log registry_fetch_timeout=1mins "
            + "registry_store_timeout=5secs registry_strict=false roles= root_submissions=true silo_port=0 slave_ping_timeout=15secs "
            + "slave_reregister_timeout=10mins "
            + "version=false weights= whitelist=* work_dir=/w",
            string.Join(' ', values.Shown.Select(one => $"{one.Key}={one.Value}")));
    }

    [Fact]
    public void The_whitelist_is_a_path_also_with_file_before_it()
    {
        var values = SiloFlags.Set.Parse(["--work_dir=/w", "--whitelist=file:///etc/mesos/slaves"], readFile: path => throw new FileNotFoundException(path));
        Assert.Equal("/etc/mesos/slaves", values.Get(SiloFlags.Whitelist));
        Assert.Equal("/a", SiloFlags.Set.Parse(["--work_dir=/w", "--whitelist=/a"]).Get(SiloFlags.Whitelist));
    }

    [Fact]
    public void The_agent_has_the_defaults_of_Mesos()
    {
        var values = AgentFlags.Set.Parse(["--master=localhost:5050"]);
        Assert.Equal([new HostPort("localhost", 5050)], values.Get(AgentFlags.Master));
        Assert.Equal(["posix/cpu", "posix/mem"], values.Get(IsolationFlags.Isolation));
        Assert.Equal(
            "cgroups_enable_cfs=false cgroups_hierarchy=/sys/fs/cgroup cgroups_root=mesos checkpoint=true container_disk_watch_interval=15secs "
            + "containerizer_timeout=1mins "
            + "default_role=* disk_watch_interval=1mins enforce_container_disk_quota=false "
            + "executor_registration_timeout=1mins executor_reregistration_timeout=2secs executor_shutdown_grace_period=5secs "
            + "fetcher_size_limit=1TB fetcher_stall_timeout=1mins "
            + "frameworks_home= gc_delay=1weeks gc_disk_headroom=0.1 hadoop_home= "
            + "help=false ip=127.0.0.1 isolation=posix/cpu,posix/mem logging_level=INFO "
            + "master=localhost:5050 port=5051 quiet=false recover=reconnect recovery_timeout=15mins registration_backoff_factor=1secs strict=true "
            + "switch_user=true version=false work_dir=/tmp/mesos",
            string.Join(' ', values.Shown.Select(one => $"{one.Key}={one.Value}")));
    }

    [Fact]
    public void The_agent_takes_a_list_of_masters()
    {
        var values = AgentFlags.Set.Parse(["--master=a:1,master@b:2,[::1]:3"]);
        Assert.Equal([new HostPort("a", 1), new HostPort("b", 2), new HostPort("::1", 3)], values.Get(AgentFlags.Master));
        Assert.Equal("a:1,b:2,[::1]:3", values.Shown["master"]);
        Assert.Throws<FlagException>(() => AgentFlags.Set.Parse(["--master=a:1,"]));
    }

    [Fact]
    public void The_cluster_database_is_never_shown()
    {
        const string Connection = "Host=h;Password=hidden";
        Assert.Equal("***", SiloFlags.Set.Parse(["--work_dir=/w", $"--cluster_database={Connection}"]).Shown["cluster_database"]);
        var byFile = SiloFlags.Set.Parse(["--work_dir=/w", "--cluster_database=file:///c"], readFile: _ => Connection + "\n");
        Assert.Equal(Connection, byFile.Get(SiloFlags.ClusterDatabase));
        Assert.Null(SiloFlags.Set.Parse(["--work_dir=/w"]).Get(SiloFlags.ClusterDatabase));
    }

    [Theory, InlineData("hidden"), InlineData("Password=hidden"), InlineData("Host=h;hidden"), InlineData("")]
    public void A_malformed_cluster_database_is_refused_without_being_shown(string text)
    {
        var problem = Assert.Throws<FlagException>(() => SiloFlags.Set.Parse(["--work_dir=/w", $"--cluster_database={text}"]));
        Assert.Contains("expected a connection string of PostgreSQL, for example Host=", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost", "--ip=127.0.0.2")]
    [InlineData("node-7", "--hostname=node-7")]
    [InlineData(null, "--ip=0.0.0.0")]
    public void On_loopback_a_process_is_known_as_localhost_unless_it_is_named(string? name, params string[] args) => Assert.Equal(
        name ?? System.Net.Dns.GetHostName(), ProcessFlags.AdvertisedName(SiloFlags.Set.Parse(["--work_dir=/w", .. args])));

    [Fact]
    public void Resources_are_read_with_the_default_role_wherever_it_is_given()
    {
        var values = AgentFlags.Set.Parse(["--resources=cpus:4;mem(ads):8", "--master=h:1", "--default_role=web", "--attributes=rack:r1"]);
        Assert.Equal(Resources.Parse("cpus(web):4;mem(ads):8"), AgentFlags.ReadResources(values));
        Assert.Equal(Attributes.Parse("rack:r1"), values.Get(AgentFlags.Attributes));
        Assert.Null(AgentFlags.ReadResources(AgentFlags.Set.Parse(["--master=h:1"])));
    }

    [Fact]
    public void Weights_and_roles_go_together()
    {
        var values = SiloFlags.Set.Parse(["--work_dir=w", "--roles=ads,search", "--weights=ads=2,*=0.5"]);
        Assert.Equal(2, values.Get(SiloFlags.Weights)["ads"]);
        Assert.Equal(0.5, values.Get(SiloFlags.Weights)["*"]);
        Assert.Equal(["ads", "search"], values.Get(SiloFlags.Roles));
    }

    [Theory]
    [InlineData("--weights names the role 'x', which --roles does not: expected one of ads, *; add it as in --roles=ads,x",
        "--roles=ads", "--weights=x=2")]
    [InlineData("--registry_strict needs a registry that lasts", "--registry_strict", "--registry=in_memory")]
    [InlineData("bad value for --registry: 'memory' is not a known word: expected one of replicated_log, in_memory", "--registry=memory")]
    [InlineData("bad value for --logging_level: 'info' is not a known word: expected one of INFO, WARNING, ERROR", "--logging_level=info")]
    [InlineData("bad value for --slave_ping_timeout: '0secs' is out of range: expected a duration from 1ms to 30days",
        "--slave_ping_timeout=0secs")]
    [InlineData("bad value for --max_slave_ping_timeouts: '0' is not a number that fits: expected a whole number from 1",
        "--max_slave_ping_timeouts=0")]
    [InlineData("bad value for --ip: 'localhost' is not an address: expected an IPv4 or IPv6 address, for example 127.0.0.1",
        "--ip=localhost")]
    [InlineData("bad value for --ip: '127.1' is not an address", "--ip=127.1")]
    public void The_silo_refuses(string message, params string[] args) => Assert.StartsWith(message,
        Assert.Throws<FlagException>(() => SiloFlags.Set.Parse(["--work_dir=w", .. args])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("bad value for --registration_backoff_factor: '61secs' is out of range: expected a duration of at most 1mins",
        "--registration_backoff_factor=61secs")]
    [InlineData("bad value for --isolation: 'cgroups/net' is not known here", "--isolation=posix/cpu,cgroups/net")]
    [InlineData("bad value for --isolation: 'posix/cpu,posix/cpu' is not known here", "--isolation=posix/cpu,posix/cpu")]
    [InlineData("bad value for --default_role: 'a b' is not a role", "--default_role=a b")]
    [InlineData("bad value for --resources: Bad value for resources", "--resources=cpus")]
    [InlineData("bad value for --attributes: Bad attribute 'rack'", "--attributes=rack")]
    public void The_agent_refuses(string message, params string[] args) => Assert.StartsWith(message,
        Assert.Throws<FlagException>(() => AgentFlags.Set.Parse(["--master=h:1", .. args])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1:5050", "127.0.0.1", 5050, "127.0.0.1:5050")]
    [InlineData("localhost:1", "localhost", 1, "localhost:1")]
    [InlineData("master@10.0.0.1:5050", "10.0.0.1", 5050, "10.0.0.1:5050")]
    [InlineData("[::1]:65535", "::1", 65535, "[::1]:65535")]
    public void An_address_is_a_host_and_a_port(string text, string host, int port, string shown)
    {
        var address = HostPort.Parse(text);
        Assert.Equal(new HostPort(host, port), address);
        Assert.Equal(shown, address.ToString());
        Assert.Equal($"http://{shown}", address.Url);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData(":5050")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:5050x")]
    [InlineData("localhost:65536")]
    [InlineData("a b:5050")]
    [InlineData("::1:5050")]
    [InlineData("http://localhost:5050")]
    [InlineData("zk://a:2181/mesos")]
    public void Anything_else_is_no_address(string text)
    {
        var problem = Assert.Throws<FormatException>(() => HostPort.Parse(text));
        Assert.StartsWith($"'{text}'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("for example 127.0.0.1:5050", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0%", 0)]
    [InlineData("12.5%", 12.5)]
    [InlineData("100%", 100)]
    public void A_percentage_ends_in_its_sign(string text, double value) => Assert.Equal((decimal)value, FlagKinds.Percent.Parse(text));

    [Theory]
    [InlineData("50")]
    [InlineData("%")]
    [InlineData("101%")]
    [InlineData("-1%")]
    public void Anything_else_is_no_percentage(string text) => Assert.Throws<FormatException>(() => FlagKinds.Percent.Parse(text));
}
