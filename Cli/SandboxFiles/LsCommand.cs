using System.Globalization;
using System.Text.Json;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Listings;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.SandboxFiles;

/// <summary><c>mesos ls</c>: what is in a sandbox.</summary>
internal static class LsCommand
{
    private static readonly Flag<bool> Long =
        Flag.Bool("long", false, "Shows mode, owner, size and time of each too.").FromCommandLineOnly().WithLetter('l');

    public static readonly FlagSet Set = new(
        "mesos ls", "Lists a directory of a task's sandbox. TASK is an ID, a part of one, or FRAMEWORK/TASK.",
        [.. SandboxTarget.Flags, Long, ClusterFlags.Json], "TASK [DIRECTORY]");

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        using var slaves = new SlaveHttp(TimeSpan.FromSeconds(10));
        var target = SandboxTarget.Of(values, "", await master.State(interrupt.Token));
        var files = (await slaves.Browse(target.Address, target.Path, interrupt.Token)).EnumerateArray().ToList();
        await Console.Out.WriteAsync(
            values.Get(ClusterFlags.Json) ? ListingText.Json(files)
            : values.Get(Long) ? Table(files)
            : string.Concat(files.Select(file => Name(file) + "\n")));
        return ExitCodes.Ok;
    }

    /// <summary>As <c>ls -l</c> has them, with a header.</summary>
    public static string Table(IEnumerable<JsonElement> files)
    {
        var table = new TextTable("MODE", "LINKS", "USER", "GROUP", "SIZE", "MODIFIED", "NAME");
        foreach (var file in files)
        {
            table.Add(
                Cells.Of(file, "mode"), Cells.Of(file, "nlink"), Cells.Of(file, "uid"), Cells.Of(file, "gid"), Cells.Of(file, "size"),
                DateTimeOffset.FromUnixTimeSeconds(file.GetProperty("mtime").GetInt64()).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                Name(file));
        }

        return table.Render();
    }

    private static string Name(JsonElement file) => Cells.Of(file, "path") is var path ? path[(path.LastIndexOf('/') + 1)..] : "";
}
