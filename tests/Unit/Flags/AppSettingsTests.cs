using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class AppSettingsTests
{
    [Fact]
    public void The_section_holds_texts_numbers_and_booleans()
    {
        var settings = AppSettings.Read(
            """
            { // what is usual here
              "Logging": { "LogLevel": {} },
              "Mesos": { "port": 5050, "quiet": true, "work_dir": "/w", },
            }
            """, "appsettings.json");
        Assert.Equal(["port=5050", "quiet=true", "work_dir=/w"], settings.Select(one => $"{one.Key}={one.Value}").Order());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ \"Logging\": {} }")]
    public void A_file_without_the_section_sets_nothing(string json) => Assert.Empty(AppSettings.Read(json, "appsettings.json"));

    [Theory]
    [InlineData("{\n  \"Mesos\": {\n    port: 1\n  }\n}", "f.json, line 3: this is not JSON: ")]
    [InlineData("", "f.json, line 1: this is not JSON: ")]
    [InlineData("[]", "f.json: expected an object, for example ")]
    [InlineData("{ \"Mesos\": 1 }", "f.json: Mesos must be an object, for example ")]
    [InlineData("{ \"Mesos\": {}, \"mesos\": {} }", "f.json: Mesos is there 2 times")]
    [InlineData("{ \"Mesos\": { \"port\": null } }", "f.json: Mesos:port must be a text, a number, true or false")]
    [InlineData("{ \"Mesos\": { \"port\": [1] } }", "f.json: Mesos:port must be a text, a number, true or false")]
    [InlineData("{ \"Mesos\": { \"port\": 1, \"port\": 2 } }", "f.json: Mesos:port is there twice")]
    public void A_file_that_cannot_be_meant_is_refused_by_name(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<FlagException>(() => AppSettings.Read(json, "f.json")).Message, StringComparison.Ordinal);
}
