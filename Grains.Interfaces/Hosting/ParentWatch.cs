namespace MesosOrleans.Hosting;

/// <summary>
/// Lets a program end with the one that started it, even if that was killed: its standard input is a pipe that only the starter holds open,
/// and the end of that input means that the starter is gone. Asked for by the variable <see cref="Variable"/>, which
/// <c>mesos local</c> sets for the silo and the agents that it starts.
/// </summary>
public static class ParentWatch
{
    /// <summary>The variable whose value <c>1</c> asks for the watch.</summary>
    public const string Variable = "MESOS_EXIT_WITH_STDIN";

    /// <summary>How long an orderly end may take once the starter is gone; nobody waits for it any more.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Starts the watch if it is asked for, and forgets the variable, so that programs which this one starts are not concerned.
    /// To be called once, early in <c>Main</c>.
    /// </summary>
    /// <param name="stop">Begins the orderly end, for example <c>lifetime.StopApplication</c>; a process that still lives after <see cref="Grace"/> is ended with code 1.</param>
    /// <returns>Whether the watch was asked for.</returns>
    public static bool Start(Action stop)
    {
        ArgumentNullException.ThrowIfNull(stop);
        if (Environment.GetEnvironmentVariable(Variable) != "1")
        {
            return false;
        }

        Environment.SetEnvironmentVariable(Variable, null);
        // A thread, not a task: the read blocks for the life of the process.
        new Thread(() => Watch(stop)) { IsBackground = true, Name = "parent watch" }.Start();
        return true;
    }

    private static void Watch(Action stop)
    {
        using var input = Console.OpenStandardInput();
        var scrap = new byte[256];
        while (input.Read(scrap) > 0)
        {
            // Whatever is written there means nothing.
        }

        stop();
        Thread.Sleep(Grace);
        Environment.Exit(1);
    }
}
