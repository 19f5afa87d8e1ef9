using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class ProgramFlagsTests : IDisposable
{
    private readonly string _near = Directory.CreateTempSubdirectory("flags").FullName;
    private readonly string _far = Directory.CreateTempSubdirectory("flags").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
        Directory.Delete(_near, recursive: true);
        Directory.Delete(_far, recursive: true);
    }

    [Fact]
    public void A_good_command_line_lets_the_program_go_on_in_silence()
    {
        Assert.True(Read(["--work_dir=w"], out var values, out _));
        Assert.Equal("w", values!.Get(SampleFlags.WorkDir));
        Assert.Equal("", _output.ToString() + _errors);
    }

    [Fact]
    public void Help_prints_the_usage_even_beside_a_broken_settings_file()
    {
        Settings(_near, "nonsense");
        Assert.False(Read(["--help"], out _, out var exitCode));
        Assert.Equal((0, SampleFlags.Set.Usage, ""), (exitCode, _output.ToString(), _errors.ToString()));
    }

    [Fact]
    public void Version_prints_ours_and_that_of_Mesos()
    {
        Assert.False(Read(["--version"], out _, out var exitCode));
        Assert.Equal(0, exitCode);
        Assert.Matches(@"^mesos-orleans \d+\.\d+\.\d+( \(commit [0-9a-f]{12}\))?\nMesos 0\.19\.0 compatible\n$", _output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_bad_command_line_ends_with_2_and_says_why_on_standard_error()
    {
        Assert.False(Read(["--prot=1"], out _, out var exitCode));
        Assert.Equal(ProgramFlags.BadUsage, exitCode);
        Assert.Equal(
            "mesos sample: unknown flag --prot; did you mean --port?\nsee mesos sample --help\n",
            _errors.ToString().ReplaceLineEndings("\n"));
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void Settings_of_the_nearer_directory_are_read()
    {
        Settings(_far, """{ "Mesos": { "port": 2 } }""");
        Assert.Equal(2, Port());
        Settings(_near, """{ "Mesos": { "port": 1, "registry_strict": true } }""");
        Assert.Equal(1, Port());
    }

    [Theory]
    [InlineData("""{ "Mesos": { "prot": 2 } }""", "Mesos:prot is no flag; did you mean port?")]
    [InlineData("""{ "Mesos": { "xyzzy": 2 } }""", "Mesos:xyzzy is no flag")]
    [InlineData("{\n\"Mesos\"", "appsettings.json, line 2: this is not JSON: ")]
    public void Settings_that_cannot_be_used_are_refused(string json, string message)
    {
        Settings(_near, json);
        Assert.False(Read(["--work_dir=w"], out _, out var exitCode));
        Assert.Equal(ProgramFlags.BadUsage, exitCode);
        Assert.Contains(message, _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_value_is_read_from_the_disk()
    {
        var path = Path.Combine(_near, "port");
        File.WriteAllText(path, "77\n");
        Assert.Equal(77, Port($"--port=file://{path}"));
        Assert.False(Read(["--work_dir=w", $"--cluster=file://{path}.no"], out _, out _));
        Assert.Contains($"--cluster=file://{path}.no: cannot read the file {path}.no: ", _errors.ToString(), StringComparison.Ordinal);
    }

    private static void Settings(string directory, string json) => File.WriteAllText(Path.Combine(directory, "appsettings.json"), json);

    private int Port(params string[] args)
    {
        Assert.True(Read([.. args, "--work_dir=w"], out var values, out _), _errors.ToString());
        return values!.Get(SampleFlags.Port);
    }

    private bool Read(string[] args, out FlagValues? values, out int exitCode) =>
        ProgramFlags.Read(SampleFlags.Set, args, new Dictionary<string, string?>(), [_near, _far],
            _output, _errors, out values, out exitCode);

    [Theory]
    [InlineData("0.1.0+0123456789abcdef", "mesos-orleans 0.1.0 (commit 0123456789ab)")]
    [InlineData("0.1.0", "mesos-orleans 0.1.0")]
    public void The_version_names_the_commit_it_was_built_from(string informational, string line) =>
        Assert.Equal(line, ProgramFlags.VersionLineOf(informational));
}
