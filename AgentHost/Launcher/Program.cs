using System.Text;

namespace MesosOrleans.Launcher;

internal static unsafe class Program
{
    private const int BadUsage = 64, StandardError = 2;

    private static int Main(string[] args)
    {
        var arguments = LauncherArguments.Parse(args, out var error);
        if (arguments is not null) return new Supervisor(arguments).Run();

        var text = Encoding.UTF8.GetBytes("mesos-launcher: " + error + "\n" + LauncherArguments.Usage + "\n");
        fixed (byte* start = text) Native.write(StandardError, start, text.Length);
        return BadUsage;
    }
}
