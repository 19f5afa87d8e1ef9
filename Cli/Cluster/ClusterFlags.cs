using MesosOrleans.Connection;
using MesosOrleans.Flags;

namespace MesosOrleans.Cli.Cluster;

/// <summary>The flags that all commands that speak to a cluster have in common.</summary>
internal static class ClusterFlags
{
    public static readonly Flag<string> Master = Flag.Required("master",
        new FlagKind<string>("HOST:PORT", "HOST:PORT of a silo, for example 127.0.0.1:5050", Checked),
        "HTTP address of a silo, or several with commas between.");

    public static readonly Flag<bool> Json =
        Flag.Bool("json", false, "Prints the silo's JSON as it comes.").FromCommandLineOnly();

    private static string Checked(string text)
    {
        MasterAddress.Parse(text);
        return text;
    }
}
