using MesosOrleans.Protocol;

namespace MesosOrleans.Silo.Web;

/// <summary>Where the pages are, from the root of the silo on.</summary>
internal static class PageAddress
{
    public static string Task(TaskSummary task) => Task(task.FrameworkId.Value, task.TaskId.Value);

    public static string Task(string framework, string task) => $"ui/tasks/{Uri.EscapeDataString(framework)}/{Uri.EscapeDataString(task)}";

    public static string Framework(string id) => $"ui/frameworks/{Uri.EscapeDataString(id)}";

    public static string Slave(string id) => $"ui/slaves/{Uri.EscapeDataString(id)}";

    public static string TasksIn(TaskState state) => $"ui/tasks?state={state.ToString().ToLowerInvariant()}";

    /// <summary>A file or folder of a task's sandbox.</summary>
    public static string Sandbox(TaskSummary task, string within) => $"{Task(task)}?view=sandbox&path={Uri.EscapeDataString(within)}";

    /// <summary>A file of a task's sandbox, followed.</summary>
    public static string File(TaskSummary task, string within) => $"{Task(task)}?view=file&path={Uri.EscapeDataString(within)}";
}
