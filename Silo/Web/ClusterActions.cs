using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MudBlazor;

namespace MesosOrleans.Silo.Web;

/// <summary>What people can do to the cluster from a page; each asks first, and says what came of it.</summary>
internal sealed partial class ClusterActions(IGrainFactory grains, IDialogService dialogs, ISnackbar messages, WebOptions web, ILogger<ClusterActions> log)
{
    private static readonly DialogOptions Asking = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true, DefaultFocus = DefaultFocus.FirstChild };

    /// <summary>Whether anything may be done from here; a page shows no button otherwise.</summary>
    public bool AreOffered => web.MayAct;

    /// <summary>Ends a task, as <c>mesos kill</c> does.</summary>
    public Task Kill(TaskSummary task) => Do(
        "Kill this task?", $"Task {task.TaskId} is ended; its framework hears of it as of any other end, and may start another one.", "Kill the task",
        $"Task {task.TaskId}", () => grains.Task(task.FrameworkId, task.TaskId).Kill());

    /// <summary>Ends a framework with all its tasks.</summary>
    public Task Shutdown(FrameworkInfo framework, int tasks) => Do(
        "Shut this framework down?",
        $"Framework {framework.Name} ends for good, and {(tasks == 1 ? "its task" : $"its {tasks} tasks")} with it. Its scheduler cannot come back under this ID.", "Shut the framework down",
        $"Framework {framework.Name}", async () => await grains.Framework(framework.Id!.Value).Shutdown() == Receipt.Taken);

    private async Task Do(string title, string question, string yes, string subject, Func<Task<bool>> act)
    {
        if (!AreOffered || await dialogs.ShowMessageBoxAsync(title, question, yesText: yes, cancelText: "Cancel", options: Asking) != true)
        {
            return;
        }

        try
        {
            LogActs(log, yes, subject);
            if (await act())
            {
                messages.Add($"{subject} is told to end.", Severity.Success);
            }
            else
            {
                messages.Add($"{subject} had ended before.", Severity.Info);
            }
        }
        catch (Exception e)
        {
            LogFailed(log, yes, subject, e);
            messages.Add($"{subject}: it is not known whether it was told to end: {e.Message} Look at it again in a moment.", Severity.Error);
        }
    }

    [LoggerMessage(4211, LogLevel.Information, "Asked for in the web UI: {What}: {Subject}")]
    private static partial void LogActs(ILogger log, string what, string subject);

    [LoggerMessage(4212, LogLevel.Warning, "Asked for in the web UI, and the outcome is unknown: {What}: {Subject}")]
    private static partial void LogFailed(ILogger log, string what, string subject, Exception reason);
}
