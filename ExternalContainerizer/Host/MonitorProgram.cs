using System.Runtime.InteropServices;
using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>
/// <c>monitor …</c>, which stays with a container: as parent of its first process, whose exit status nobody else would learn (OCI; Docker's engine keeps it), and as parent of the <c>mesos-executor</c>
/// that watches a command task. If that ends, the container is killed: nothing runs that nobody speaks for. SIGTERM kills the executor, and so both.
/// </summary>
internal sealed class MonitorProgram(IMonitored container, string workDirectory, string containerId, IReadOnlyList<string>? executor, string directory)
{
    public const string Command = "monitor", Watched = "watched";

    /// <summary>Tells who observes a container which process speaks for it.</summary>
    public const string ExecutorVariable = "CONTAINERIZER_EXECUTOR_PID";

    private volatile int _executor;

    public int Run(TextReader word, TextWriter reports)
    {
        Native.AdoptOrphans();
        try
        {
            using var monitor = MonitorSocket.Listen(workDirectory, containerId, MonitorSocket.Subject.Monitor);
            using var process = MonitorSocket.Listen(workDirectory, containerId, MonitorSocket.Subject.Container);
            using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                KillExecutor();
            });
            try
            {
                container.Make();
                Say(MonitorStart.Made);
                if (word.Read() < 0) throw new ContainerizerException("the launch was broken off");
                container.Start();
                if (executor is not null) _executor = StartExecutor();
                Say(MonitorStart.Started);
            }
            catch (ContainerizerException)
            {
                KillExecutor();
                container.Undo();
                throw;
            }

            Detach();
            var watching = new Thread(AwaitExecutor);
            watching.Start();
            container.Follow();
            process.Dispose();
            watching.Join();
            return 0;
        }
        catch (ContainerizerException e)
        {
            Say(e.Message);
            return 1;
        }

        void Say(string line)
        {
            try
            {
                reports.WriteLine(line);
                reports.Flush();
            }
            catch (IOException)
            {
                // Who launched is gone, as the word that does not come will show.
            }
        }
    }

    /// <summary>The agent and the launch shall not wait for ends of pipes that we hold.</summary>
    private static void Detach()
    {
        var nothing = Native.Open("/dev/null", 2);
        for (var fd = 0; fd <= 1; fd++) EnterProgram.Duplicate(nothing, fd);
        Native.close(nothing);
    }

    private int StartExecutor()
    {
        var input = ChildProgram.Open("/dev/null", toAppend: false);
        var output = ChildProgram.Open(Path.Combine(directory, "stdout"), toAppend: true);
        var errors = ChildProgram.Open(Path.Combine(directory, "stderr"), toAppend: true);
        try
        {
            // It gets to know its own process ID, which only a shell can tell it before it is there.
            return ChildProgram.Start(["/bin/sh", "-c", $"{ExecutorVariable}=$$ exec \"$0\" \"$@\"", .. executor!], input, output, errors);
        }
        finally
        {
            Native.close(input);
            Native.close(output);
            Native.close(errors);
        }
    }

    private void AwaitExecutor()
    {
        if (_executor == 0) return;
        ChildProgram.Await(_executor);
        _executor = 0;
        container.Kill();
    }

    /// <summary>With all that it has started in its session.</summary>
    private void KillExecutor()
    {
        if (_executor is > 0 and var pid) Native.kill(-pid, Native.SigKill);
    }
}
