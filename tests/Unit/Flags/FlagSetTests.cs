using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class FlagSetTests
{
    private static readonly Flag<int> Agents = Flag.Integer("agents", 1, "How many agents.");
    private static readonly Flag<int> LocalPort = Flag.Port("port", "0", "Where the silo listens.");
    private static readonly Flag<string?> LocalDir = Flag.Optional("work_dir", FlagKinds.Path, "Where all lies.");
    private static readonly FlagSet Local = new FlagSet("mesos local", "Runs all.", [Agents, LocalPort, LocalDir])
        .Sharing("port", "work-dir") + SiloFlags.Set + AgentFlags.Set.Without("master");

    [Fact]
    public void Two_definitions_of_a_name_do_not_fit_into_one_set()
    {
        Assert.Throws<ArgumentException>(() => new FlagSet("x", "", [Agents, Flag.Text("AGENTS", "again")]));
        Assert.Throws<ArgumentException>(() => SiloFlags.Set + AgentFlags.Set);
        Assert.Throws<ArgumentException>(() => new FlagSet("x", "", [LocalPort]) + SiloFlags.Set);
    }

    [Fact]
    public void The_same_definition_may_be_in_both_sets()
    {
        var both = new FlagSet("x", "", [ProcessFlags.Ip]) + new FlagSet("y", "", [ProcessFlags.Ip, Agents]);
        Assert.Equal([ProcessFlags.Ip, FlagSet.Help, FlagSet.Version, Agents], both.Flags);
        Assert.Equal("x", both.Name);
    }

    [Fact]
    public void A_shared_name_has_the_first_definition()
    {
        var values = Local.Parse(["--port=7"]);
        Assert.Equal(7, values.Get(LocalPort));
        Assert.Throws<ArgumentException>(() => values.Get(SiloFlags.Port));
        Assert.Null(values.Get(LocalDir));
    }

    [Fact]
    public void A_flag_that_is_left_out_is_unknown() =>
        Assert.Equal("unknown flag --master", Assert.Throws<FlagException>(() => Local.Parse(["--master=h:1"])).Message);

    [Fact]
    public void The_demands_of_an_added_set_hold() =>
        Assert.Contains("'ads'", Assert.Throws<FlagException>(() => Local.Parse(["--weights=ads=2"])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_flag_of_another_set_has_no_value() => Assert.Throws<ArgumentException>(() => Local.Parse([]).Get(AgentFlags.Master));

    [Fact]
    public void Forward_gives_each_program_what_was_given_and_is_its_own()
    {
        var values = Local.Parse(
            ["--agents=2", "--ip=::1", "--slave-ping-timeout=0.5secs", "--no-switch_user", "--resources=cpus:2", "--port", "0"],
            new Dictionary<string, string?> { ["MESOS_QUIET"] = "1" },
            new Dictionary<string, string> { ["cluster"] = "home" });
        Assert.Equal(
            ["--ip=::1", "--port=0", "--cluster=home", "--slave_ping_timeout=0.5secs", "--quiet=1"], values.Forward(SiloFlags.Set));
        Assert.Equal(["--ip=::1", "--resources=cpus:2", "--switch_user=false", "--quiet=1"], values.Forward(AgentFlags.Set, "port"));
    }

    [Fact]
    public void What_is_forwarded_is_read_to_the_same_values()
    {
        var values = Local.Parse(["--roles=a,b", "--weights=a=2", "--registry_strict", "--cluster=--odd =text"]);
        var silo = SiloFlags.Set.Parse([.. values.Forward(SiloFlags.Set), "--work_dir=w"]);
        Assert.Equal(values.Get(SiloFlags.Weights), silo.Get(SiloFlags.Weights));
        Assert.Equal(values.Get(SiloFlags.Roles), silo.Get(SiloFlags.Roles));
        Assert.True(silo.Get(SiloFlags.RegistryStrict));
        Assert.Equal("--odd =text", silo.Get(SiloFlags.Cluster));
    }

    [Fact]
    public void Forward_passes_file_paths_and_leaves_secrets_of_the_environment_there()
    {
        var byFile = SampleFlags.Set.Parse(["--secret=file:///s", "--work_dir=w"], readFile: _ => "hidden");
        Assert.Equal(["--work_dir=w", "--secret=file:///s"], byFile.Forward(SampleFlags.Set));
        var byVariable = SampleFlags.Set.Parse(["--work_dir=w"], new Dictionary<string, string?> { ["MESOS_SECRET"] = "hidden" });
        Assert.Equal(["--work_dir=w"], byVariable.Forward(SampleFlags.Set));
    }

    [Fact]
    public void Shown_is_every_value_in_its_usual_form_and_no_secret()
    {
        var shown = SampleFlags.Read("--timeout=0.25mins", "--quiet", "--secret=hidden").Shown;
        Assert.Equal(
            "body=1MB help=false in-flight=256 port=5050 quiet=true secret=*** switch_user=true timeout=15secs version=false work_dir=w",
            string.Join(' ', shown.Select(one => $"{one.Key}={one.Value}")));
    }

    [Fact]
    public void Usage_is_a_table_by_name_with_defaults()
    {
        Flag[] flags = [SampleFlags.WorkDir, SampleFlags.Quiet, SampleFlags.Timeout, SampleFlags.Cluster];
        var set = new FlagSet("mesos sample", "Shows flags.", flags, "[FILE]");
        Assert.Equal(
            """
            Usage: mesos sample [flags] [FILE]

            Shows flags.

            Flags, each also as MESOS_NAME in the environment or in the section Mesos of appsettings.json;
            file://PATH as value is read from that file:
              --cluster=TEXT      What it is called.
              --help              Prints this text.
              --[no-]quiet        Says nothing. (default: false)
              --timeout=DURATION  How long to wait. (default: 15secs)
              --version           Prints the version.
              --work_dir=PATH     Where things lie. (required)

            """, set.Usage);
    }

    [Theory]
    [InlineData("Flags; file://PATH", "one")]
    [InlineData("Flags, --cluster also as MESOS_NAME in", "one", "cluster")]
    [InlineData("Flags, each but --one also as MESOS_NAME in", "one", "cluster", "quiet")]
    [InlineData("Flags, each also as MESOS_NAME in", "cluster")]
    public void Usage_says_which_flags_are_read_from_the_command_line_alone(string says, params string[] names)
    {
        Flag[] flags = [Flag.Text("one", "For this command.").FromCommandLineOnly(), SampleFlags.Cluster, SampleFlags.Quiet];
        var set = new FlagSet("mesos sample", "Shows flags.", flags.Where(flag => names.Contains(flag.Name)));

        Assert.Contains(says, set.Usage.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void Usage_of_each_program_is_at_most_100_columns_wide_and_names_each_flag()
    {
        foreach (var set in new[] { SiloFlags.Set, AgentFlags.Set, Local })
        {
            Assert.All(set.Usage.Split('\n'), line => Assert.True(line.Length <= 100, line));
            Assert.All(set.Flags, flag => Assert.Contains(flag.Name, set.Usage, StringComparison.Ordinal));
        }
    }
}
