using System.Collections.Immutable;
using MesosOrleans.Cli.Settings;
using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Settings;

/// <summary>What a user has set.</summary>
public sealed class UserSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-settings");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_written_is_read_and_what_else_is_in_the_file_stays()
    {
        var path = Path.Combine(_folder.FullName, "new/appsettings.json");
        var file = new UserSettingsFile(path);
        Assert.Empty(file.Read());

        file.Write(ImmutableDictionary<string, string>.Empty.Add("master", "127.0.0.1:1"));
        File.WriteAllText(path, File.ReadAllText(path).Replace("{\n  \"Mesos\"", "{ // by hand\n  \"Logging\": 1, \"Mesos\"", StringComparison.Ordinal));
        file.Write(file.Read().SetItem("quiet", "true"));

        Assert.Equal(["master=127.0.0.1:1", "quiet=true"], file.Read().Select(one => $"{one.Key}={one.Value}").Order(StringComparer.Ordinal));
        Assert.Contains("\"Logging\": 1", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mastre", "x", "'mastre' is no setting; did you mean master?")]
    [InlineData("master", "nowhere", "'nowhere' is no address of a master")]
    [InlineData("json", "true", "'json' is no setting")] // It says what a single command shall do.
    public void A_setting_that_no_program_could_use_is_refused(string name, string value, string says) =>
        Assert.Contains(says, Assert.Throws<FlagException>(() => SettingNames.Checked(name, value)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_in_a_file_is_judged_when_it_is_read() => Assert.Equal("file:///etc/mesos/master", SettingNames.Checked("master", "file:///etc/mesos/master"));
}
