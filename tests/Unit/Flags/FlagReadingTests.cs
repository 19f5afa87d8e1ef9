using MesosOrleans.Flags;
using Xunit;
using static MesosOrleans.Tests.Unit.Flags.SampleFlags;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class FlagReadingTests
{
    [Fact]
    public void Each_kind_gives_its_type()
    {
        var values = Read("--port=0", "--timeout=1.5secs", "--body=2KB", "--limit=3");
        Assert.Equal(0, values.Get(Port));
        Assert.Equal(TimeSpan.FromMilliseconds(1500), values.Get(SampleFlags.Timeout));
        Assert.Equal(2048, values.Get(Body));
        Assert.Equal(3, values.Get(Limit));
    }

    [Fact]
    public void What_is_not_given_is_its_default_or_null()
    {
        var values = Read();
        Assert.Equal(5050, values.Get(Port));
        Assert.Equal(TimeSpan.FromSeconds(15), values.Get(SampleFlags.Timeout));
        Assert.True(values.Get(SwitchUser));
        Assert.Null(values.Get(Cluster));
        Assert.Null(values.Get(Limit));
        Assert.Empty(values.Positional);
    }

    [Theory]
    [InlineData("--port=5050x", "'5050x' is not a port: expected a whole number from 0 to 65535 (0 takes a free port), for example 5050")]
    [InlineData("--port=", "'' is not a port: expected a whole number from 0 to 65535 (0 takes a free port), for example 5050")]
    [InlineData("--port=-1", "'-1' is not a port: expected a whole number from 0 to 65535 (0 takes a free port), for example 5050")]
    [InlineData("--port=65536", "'65536' is not a port: expected a whole number from 0 to 65535 (0 takes a free port), for example 5050")]
    [InlineData("--in-flight=0", "'0' is not a number that fits: expected a whole number from 1 to 1000, for example 256")]
    [InlineData("--in-flight=1e2", "'1e2' is not a number that fits: expected a whole number from 1 to 1000, for example 256")]
    [InlineData("--in-flight= 5", "' 5' is not a number that fits: expected a whole number from 1 to 1000, for example 256")]
    [InlineData("--quiet=yes", "'yes' is not a boolean: expected true or false, for example true")]
    [InlineData("--timeout=15s",
        "'15s' is not a duration: expected a number and one of ns, us, ms, secs, mins, hrs, days, weeks, for example 15secs")]
    [InlineData("--timeout=2mins", "'2mins' is out of range: expected a duration of at most 1mins, for example 15secs")]
    [InlineData("--body=1M", "'1M' is not an amount of bytes: expected a whole number and one of B, KB, MB, GB, TB, for example 64MB")]
    [InlineData("--work_dir=", "'' is not a path: expected a path, for example /var/lib/mesos")]
    public void A_bad_value_is_refused_with_flag_value_expectation_and_example(string arg, string message) =>
        Assert.Equal($"bad value for {arg[..arg.IndexOf('=', StringComparison.Ordinal)]}: {message}", Refusal(arg));

    [Fact]
    public void A_bad_secret_is_refused_without_being_shown() =>
        Assert.Equal("bad value for --secret: expected a text that is not empty, for example abc", Refusal("--secret= "));

    [Fact]
    public void A_missing_required_flag_is_named() => Assert.Equal("--work_dir is required: a path, for example /var/lib/mesos",
        Assert.Throws<FlagException>(() => Set.Parse([])).Message);

    [Fact]
    public void A_demand_on_several_flags_is_made_once_all_are_read()
    {
        var set = new FlagSet("mesos sample", "", [Port, Quiet])
            .WithRule(values => values.Get(Quiet) && values.Get(Port) == 1 ? "not both" : null);
        Assert.Equal("not both", Assert.Throws<FlagException>(() => set.Parse(["--quiet", "--port=1"])).Message);
        Assert.Equal(1, set.Parse(["--port=1"]).Get(Port));
    }

    [Theory]
    [InlineData("abc\n", "abc")]
    [InlineData("abc\r\n", "abc")]
    [InlineData("abc\n\n", "abc\n")]
    [InlineData("abc", "abc")]
    [InlineData("", "")]
    public void A_file_value_is_the_content_without_its_final_newline(string content, string value) =>
        Assert.Equal(value, WithFile("--cluster=file:///etc/name", path => path == "/etc/name" ? content : "another").Get(Cluster));

    [Fact]
    public void A_file_value_is_read_for_every_kind_and_path()
    {
        Assert.Equal(7, WithFile("--port=file://relative/port", path => path == "relative/port" ? "7\n" : "").Get(Port));
        Assert.True(WithFile("--quiet=file:///q", _ => "true\n").Get(Quiet));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        Assert.Equal("--cluster=file:///no: cannot read the file /no: gone",
            Assert.Throws<FlagException>(() => WithFile("--cluster=file:///no", _ => throw new IOException("gone"))).Message);
        Assert.Equal("--cluster=file:///no: cannot read the file /no: shut",
            Assert.Throws<FlagException>(() => WithFile("--cluster=file:///no", Shut)).Message);
        Assert.Equal("--cluster=file:// names no file: expected file://PATH, for example file:///etc/mesos/master",
            Assert.Throws<FlagException>(() => WithFile("--cluster=file://", _ => "")).Message);
        Assert.Equal("--cluster=file:///no: a file cannot be read here; give the value itself", Refusal("--cluster=file:///no"));
    }

    [Fact]
    public void A_bad_value_in_a_file_is_refused_with_the_files_content() =>
        Assert.StartsWith("bad value for --port: 'many' is not a port",
            Assert.Throws<FlagException>(() => WithFile("--port=file:///p", _ => "many\n")).Message, StringComparison.Ordinal);

    private static string Shut(string path) => throw new UnauthorizedAccessException("shut");

    private static FlagValues WithFile(string arg, Func<string, string> readFile) => Set.Parse([arg, "--work_dir=w"], readFile: readFile);
}
