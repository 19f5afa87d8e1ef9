using System.Text;

namespace MesosOrleans.Launcher;

internal static unsafe class Program
{
    private const int BadUsage = 64, StandardError = 2;

    private static int Main(string[] args)
    {
        // The inner process of a command with namespaces gets the same arguments as the launcher that starts it.
        var isInside = args.Length > 0 && args[0] == Inside.Mark;
        var arguments = LauncherArguments.Parse(isInside ? args.AsSpan(1) : args, out var error);
        if (arguments is not null) return isInside ? new Inside(arguments).Run() : new Supervisor(arguments).Run();

        var text = Encoding.UTF8.GetBytes("mesos-launcher: " + error + "\n" + LauncherArguments.Usage + "\n");
        fixed (byte* start = text) Native.write(StandardError, start, text.Length);
        return BadUsage;
    }
}
