using MesosOrleans.Flags;
using Xunit;
using static MesosOrleans.Tests.Unit.Flags.SampleFlags;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--work_dir=/x")]
    [InlineData("--work-dir=/x")]
    [InlineData("--WORK_DIR=/x")]
    [InlineData("--Work-Dir", "/x")]
    public void Names_are_found_in_any_letter_case_with_dash_or_underscore(params string[] args) =>
        Assert.Equal("/x", Read(args).Get(WorkDir));

    [Theory]
    [InlineData("--in-flight=7")]
    [InlineData("--in_flight", "7")]
    public void A_name_defined_with_a_dash_is_found_with_an_underscore(params string[] args) =>
        Assert.Equal(7, Read(args).Get(InFlight));

    [Theory]
    [InlineData(7, false, "-n", "7")]
    [InlineData(7, false, "-n7")]
    [InlineData(7, true, "-q", "-n7")]
    [InlineData(256, true, "-q")]
    public void A_letter_stands_for_a_name(int count, bool quiet, params string[] args)
    {
        var (n, q) = (InFlight.WithLetter('n'), Quiet.WithLetter('q'));
        var values = new FlagSet("mesos sample", "Shows letters.", [n, q]).Parse(args);
        Assert.Equal((count, quiet), (values.Get(n), values.Get(q)));
    }

    [Theory]
    [InlineData("-qn", "-q takes no value: write '-qn' as letters of their own, each after a dash")]
    [InlineData("-n", "--in-flight needs a value: a whole number from 1 to 1000, for example 256")]
    [InlineData("-x", "unexpected argument '-x': flags begin with two dashes, for example --help")]
    public void A_letter_that_cannot_be_read_is_refused(string arg, string says)
    {
        var set = new FlagSet("mesos sample", "Shows letters.", [InFlight.WithLetter('n'), Quiet.WithLetter('q')]);
        Assert.Equal(says, Assert.Throws<FlagException>(() => set.Parse([arg])).Message);
    }

    [Theory]
    [InlineData("--quiet", true)]
    [InlineData("--quiet=true", true)]
    [InlineData("--quiet=1", true)]
    [InlineData("--quiet=", true)]
    [InlineData("--no-quiet", false)]
    [InlineData("--no_quiet", false)]
    [InlineData("--quiet=false", false)]
    [InlineData("--quiet=0", false)]
    public void Booleans_have_all_forms_of_Mesos(string arg, bool value) => Assert.Equal(value, Read(arg).Get(Quiet));

    [Fact]
    public void A_boolean_that_is_true_by_default_can_be_denied() => Assert.False(Read("--no-switch-user").Get(SwitchUser));

    [Fact]
    public void A_value_may_hold_an_equals_sign_or_be_empty()
    {
        Assert.Equal("a=b", Read("--cluster=a=b").Get(Cluster));
        Assert.Equal("", Read("--cluster=").Get(Cluster));
        Assert.Equal("--odd", Read("--cluster=--odd").Get(Cluster));
        Assert.Equal("-5", Read("--cluster", "-5").Get(Cluster));
    }

    [Theory]
    [InlineData("unknown flag --wrok_dir; did you mean --work_dir?", "--wrok_dir=/x")]
    [InlineData("unknown flag --inflight; did you mean --in-flight?", "--inflight=3")]
    [InlineData("unknown flag --no-quite; did you mean --no-quiet?", "--no-quite")]
    [InlineData("unknown flag --xyzzy", "--xyzzy")]
    [InlineData("--port needs a value: a whole number from 0 to 65535 (0 takes a free port), for example 5050", "--port")]
    [InlineData("--port needs a value: a whole number from 0 to 65535 (0 takes a free port), for example 5050", "--port", "--quiet")]
    [InlineData("--port is given twice on the command line: give it once", "--port=1", "--PORT", "2")]
    [InlineData("--quiet is given twice on the command line: give it once", "--quiet", "--no-quiet")]
    [InlineData("--no-quiet takes no value: write --no-quiet or --quiet=false", "--no-quiet=true")]
    [InlineData("--no-cluster makes no sense: --cluster takes a text, for example abc", "--no-cluster")]
    [InlineData("unexpected argument 'x': only flags are expected here, for example --help", "x")]
    [InlineData("unexpected argument '-h': flags begin with two dashes, for example --help", "-h")]
    [InlineData("unexpected argument 'false': a boolean flag is written --name, --no-name or --name=false", "--quiet", "false")]
    [InlineData("unexpected argument '--port': only flags are expected here, for example --help", "--", "--port")]
    public void A_command_line_that_cannot_be_meant_is_refused(string message, params string[] args) =>
        Assert.Equal(message, Refusal(args));

    [Fact]
    public void Arguments_that_are_no_flags_are_kept_where_the_set_allows_them()
    {
        var set = new FlagSet("mesos batch", "Runs lines.", [Quiet, Port], positional: "FILE");
        var values = set.Parse(["-", "--quiet", "a", "--port", "1", "--", "--port", "--"]);
        Assert.Equal(["-", "a", "--port", "--"], values.Positional);
        Assert.True(values.Get(Quiet));
        Assert.Equal(1, values.Get(Port));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    public void Help_and_version_are_in_every_set_and_look_at_nothing_else(string arg)
    {
        var environment = new Dictionary<string, string?> { ["MESOS_PORT"] = "x" };
        var values = Set.Parse([arg, "--cluster=file:///nowhere", "--limit=many"], environment);
        Assert.Equal(arg == "--help", values.Get(FlagSet.Help));
        Assert.Equal(arg == "--version", values.Get(FlagSet.Version));
    }
}
