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

    /// <summary>
    /// Has the executor wait, before it runs anything, for a byte on its standard input: so it can start and subscribe while the container does, and nobody hears of a task that does not run yet. Another executor than the
    /// project's own passes it over, and is a little early.
    /// </summary>
    private const string HoldVariable = "MESOS_EXECUTOR_HOLD";

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
                AwaitWord();
                using var release = executor is null ? null : StartExecutor();
                container.Start();
                Say(MonitorStart.Started);
                AwaitWord();
                Release(release);
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

        void AwaitWord()
        {
            if (word.Read() < 0) throw new ContainerizerException("the launch was broken off");
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

    private static void Release(FileStream? executor)
    {
        try
        {
            executor?.WriteByte(1);
        }
        catch (IOException)
        {
            // It has ended already, which has its own consequences.
        }
    }

    /// <returns>What releases it.</returns>
    private FileStream StartExecutor()
    {
        var (input, release) = ChildProgram.Pipe();
        var output = ChildProgram.Open(Path.Combine(directory, "stdout"), toAppend: true);
        var errors = ChildProgram.Open(Path.Combine(directory, "stderr"), toAppend: true);
        try
        {
            Environment.SetEnvironmentVariable(HoldVariable, "1");
            _executor = ChildProgram.Start(executor!, input, output, errors);
            return new FileStream(new(release, ownsHandle: true), FileAccess.Write, 0);
        }
        finally
        {
            Environment.SetEnvironmentVariable(HoldVariable, null);
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
