using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer.Plans;

/// <summary>
/// What a container carries: all that this program knows of it. So there is no file that could disagree with what runs; a label lives and dies with its container.
/// </summary>
internal static class ContainerLabels
{
    public const string ContainerId = "mesos.container_id";

    /// <summary>Of which agent it is: several may share a machine and an engine.</summary>
    public const string WorkDirectory = "mesos.work_directory";

    public const string Directory = "mesos.directory";

    /// <summary><c>true</c> if a <c>mesos-executor</c> speaks for it.</summary>
    public const string Watched = "mesos.watched";

    private const string FrameworkId = "mesos.framework_id", ExecutorId = "mesos.executor_id", TaskId = "mesos.task_id", SlaveId = "mesos.slave_id";

    public static ImmutableSortedDictionary<string, string> Of(ContainerizerLaunch launch, string workDirectory)
    {
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        labels[ContainerId] = launch.ContainerId.Value;
        labels[WorkDirectory] = workDirectory;
        labels[Directory] = launch.Directory ?? "";
        labels[Watched] = launch.TaskInfo is null ? "false" : "true";
        Add(FrameworkId, launch.ExecutorInfo?.FrameworkId?.Value);
        Add(ExecutorId, launch.ExecutorInfo?.ExecutorId.Value);
        Add(TaskId, launch.TaskInfo?.TaskId.Value);
        Add(SlaveId, launch.SlaveId?.Value);
        return labels.ToImmutable();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) labels[name] = value;
        }
    }
}
