using System.Text.Json.Nodes;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Settings;

/// <summary><c>mesos config</c>: what is usual for a user, so that it need not be typed: above all <c>master</c>.</summary>
internal static class ConfigCommand
{
    private static readonly Flag<bool> Unset = Flag.Bool("unset", false, "Forgets NAME.").FromCommandLineOnly();

    public static readonly FlagSet Set = new(
        "mesos config", $"Shows the user's settings, shows one, or changes one. They stand in the section Mesos of {ProgramFlags.UserSettings}; "
        + "an appsettings.json in the working directory counts instead of it, variables and the command line count more.",
        [ClusterFlags.Json, Unset], "[NAME [VALUE]]");

    public static Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return Task.FromResult(code);
        }

        var file = new UserSettingsFile(ProgramFlags.UserSettings);
        var settings = file.Read();
        switch (values.Positional, values.Get(Unset))
        {
            case ([], false):
                Console.Out.Write(values.Get(ClusterFlags.Json) ? Json(settings) : Table(settings));
                return Task.FromResult(ExitCodes.Ok);
            case ([var name], true):
                file.Write(settings.Remove(SettingNames.Of(name).Name));
                return Task.FromResult(ExitCodes.Ok);
            case ([var name], false):
                Console.Out.WriteLine(settings.GetValueOrDefault(SettingNames.Of(name).Name)
                    ?? throw new CliException($"{name} is not set in {file.Path}; 'mesos config {name} VALUE' sets it"));
                return Task.FromResult(ExitCodes.Ok);
            case ([var name, var value], false):
                file.Write(settings.SetItem(SettingNames.Of(name).Name, SettingNames.Checked(name, value)));
                return Task.FromResult(ExitCodes.Ok);
            default:
                return Task.FromResult(ProgramFlags.Refuse(Set.Name, $"expected {Set.Positional}, or --unset NAME"));
        }
    }

    private static string Table(IReadOnlyDictionary<string, string> settings)
    {
        var table = new TextTable("NAME", "VALUE");
        foreach (var (name, value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            table.Add(name, SettingNames.Of(name).IsSecret ? "***" : value);
        }

        return table.Render();
    }

    private static string Json(IReadOnlyDictionary<string, string> settings)
    {
        var document = new JsonObject();
        foreach (var (name, value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            document[name] = SettingNames.Of(name).IsSecret ? "***" : value;
        }

        return document.ToJsonString() + "\n";
    }
}
