using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Flags;

namespace MesosOrleans.Cli.Settings;

/// <summary>The user's <c>appsettings.json</c>. Written whole or not at all; what else is in the file stays.</summary>
internal sealed class UserSettingsFile(string path)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public string Path => path;

    /// <summary>The settings; none if there is no file.</summary>
    /// <exception cref="FlagException">It is no such file.</exception>
    public ImmutableDictionary<string, string> Read() => File.Exists(path) ? AppSettings.Read(File.ReadAllText(path), path) : ImmutableDictionary<string, string>.Empty;

    public void Write(ImmutableDictionary<string, string> settings)
    {
        var root = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path), documentOptions: Lenient)!.AsObject() : [];
        foreach (var old in root.Select(entry => entry.Key).Where(key => key.Equals("Mesos", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            root.Remove(old);
        }

        root["Mesos"] = new JsonObject(settings.OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value)));
        var folder = System.IO.Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var next = path + ".next";
        File.WriteAllText(next, root.ToJsonString(Indented) + "\n");
        if (!OperatingSystem.IsWindows())
        {
            // It may hold a password.
            File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(next, path, overwrite: true);
    }
}
