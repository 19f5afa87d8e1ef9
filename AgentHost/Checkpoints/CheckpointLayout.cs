using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Checkpoints;

/// <summary>
/// Where everything lies that the next process of an agent needs: <c>meta/</c> under the work directory (rule 13.2; Mesos 0.19 <c>src/slave/paths.hpp</c>). Deviation: an ID becomes one harmless path
/// name, as in the sandboxes; the ID itself is in the file. <c>framework.pid</c> and <c>libprocess.pid</c> have no meaning here, and what
/// is history is deleted at once, so there is no <c>executor.sentinel</c>.
/// </summary>
internal sealed record CheckpointLayout(string WorkDirectory)
{
    public const string LatestName = "latest";
    public const string SlaveInfoName = "slave.info";
    public const string FrameworkInfoName = "framework.info";
    public const string ExecutorInfoName = "executor.info";
    public const string TaskInfoName = "task.info";
    public const string UpdatesName = "task.updates";

    public string Meta => Path.Combine(WorkDirectory, "meta");

    public string BootId => Path.Combine(Meta, "boot_id");

    public string Slaves => Path.Combine(Meta, "slaves");

    /// <summary>The link to the slave that this directory belongs to.</summary>
    public string LatestSlave => Path.Combine(Slaves, LatestName);

    public string Slave(SlaveId slave) => Path.Combine(Slaves, SandboxPath.NameOf(slave.Value));

    public string SlaveInfo(SlaveId slave) => Path.Combine(Slave(slave), SlaveInfoName);

    public string Framework(SlaveId slave, FrameworkId framework) => Path.Combine(Slave(slave), "frameworks", SandboxPath.NameOf(framework.Value));

    public string FrameworkInfo(SlaveId slave, FrameworkId framework) => Path.Combine(Framework(slave, framework), FrameworkInfoName);

    public string Executor(SlaveId slave, FrameworkId framework, ExecutorId executor) =>
        Path.Combine(Framework(slave, framework), "executors", SandboxPath.NameOf(executor.Value));

    public string Runs(SlaveId slave, RunKey run) => Path.Combine(Executor(slave, run.Framework, run.Executor), "runs");

    /// <summary>Of one run; its launcher has a place there too.</summary>
    public string Run(SlaveId slave, RunKey run) => Path.Combine(Runs(slave, run), run.Container.Value);

    public string ExecutorInfo(SlaveId slave, RunKey run) => Path.Combine(Executor(slave, run.Framework, run.Executor), ExecutorInfoName);

    public string Task(SlaveId slave, RunKey run, TaskId task) => Path.Combine(Run(slave, run), "tasks", SandboxPath.NameOf(task.Value));

    public string TaskInfo(SlaveId slave, RunKey run, TaskId task) => Path.Combine(Task(slave, run, task), TaskInfoName);

    public string Updates(SlaveId slave, RunKey run, TaskId task) => Path.Combine(Task(slave, run, task), UpdatesName);
}
