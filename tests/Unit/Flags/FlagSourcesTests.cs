using MesosOrleans.Flags;
using Xunit;
using static MesosOrleans.Tests.Unit.Flags.SampleFlags;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class FlagSourcesTests
{
    [Theory]
    [InlineData(1, FlagSource.CommandLine, "--port=1", "2", "3")]
    [InlineData(2, FlagSource.Environment, null, "2", "3")]
    [InlineData(3, FlagSource.Settings, null, null, "3")]
    [InlineData(5050, FlagSource.Default, null, null, null)]
    public void The_nearer_source_wins(int port, FlagSource source, string? arg, string? variable, string? setting)
    {
        Dictionary<string, string> settings = setting is null ? [] : new() { ["port"] = setting };
        var values = Read(arg is null ? [] : [arg], new() { ["MESOS_PORT"] = variable }, settings);
        Assert.Equal(port, values.Get(Port));
        Assert.Equal(source, values.SourceOf(Port));
        Assert.Equal(source != FlagSource.Default, values.IsGiven(Port));
    }

    [Fact]
    public void A_weaker_value_that_is_overridden_is_not_judged() =>
        Assert.Equal(1, Read(["--port=1"], new() { ["MESOS_PORT"] = "x" }, new() { ["port"] = "y" }).Get(Port));

    [Theory]
    [InlineData("MESOS_IN_FLIGHT")]
    [InlineData("MESOS_in_flight")]
    [InlineData("MESOS_In_Flight")]
    public void A_variable_is_the_name_in_any_letter_case_after_its_prefix(string variable) =>
        Assert.Equal(9, Read([], new() { [variable] = "9" }).Get(InFlight));

    [Theory]
    [InlineData("mesos_port")]
    [InlineData("PORT")]
    [InlineData("MESOS_PROT")]
    [InlineData("MESOS_NO_QUIET")]
    [InlineData("MESOS_HELP")]
    [InlineData("MESOS_VERSION")]
    public void Other_variables_are_passed_over(string variable)
    {
        var values = Read([], new() { [variable] = "0.19.0" });
        Assert.DoesNotContain(values.Set.Flags, flag => flag != WorkDir && values.IsGiven(flag));
    }

    [Fact]
    public void Two_spellings_of_one_variable_are_refused() => Assert.Equal(
        "the variable MESOS_PORT and the variable MESOS_port both set --port: keep one of them",
        Assert.Throws<FlagException>(() => Read([], new() { ["MESOS_port"] = "1", ["MESOS_PORT"] = "1" })).Message);

    [Fact]
    public void Settings_are_found_by_any_spelling_of_the_name() =>
        Assert.Equal(9, Read([], settings: new() { ["In-Flight"] = "9" }).Get(InFlight));

    [Fact]
    public void Two_spellings_of_one_setting_are_refused() => Assert.Equal(
        "the setting Mesos:in-flight and the setting Mesos:in_flight both set --in-flight: keep one of them",
        Assert.Throws<FlagException>(() => Read([], settings: new() { ["in-flight"] = "1", ["in_flight"] = "2" })).Message);

    [Fact]
    public void A_bad_value_names_the_variable_or_setting_that_it_comes_from()
    {
        const string Rest = "'x' is not a port: expected a whole number from 0 to 65535 (0 takes a free port), for example 5050";
        Assert.Equal($"bad value for --port (from the variable MESOS_PORT): {Rest}",
            Assert.Throws<FlagException>(() => Read([], new() { ["MESOS_PORT"] = "x" })).Message);
        Assert.Equal($"bad value for --port (from the setting Mesos:port): {Rest}",
            Assert.Throws<FlagException>(() => Read([], settings: new() { ["port"] = "x" })).Message);
    }

    private static FlagValues Read(
        string[] args, Dictionary<string, string?>? environment = null, Dictionary<string, string>? settings = null) =>
        Set.Parse([.. args, "--work_dir=w"], environment, settings);
}
