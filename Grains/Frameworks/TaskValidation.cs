using MesosOrleans.Protocol;

namespace MesosOrleans.Frameworks;

/// <summary>The checks of a task that need the framework's tasks, in Mesos's order (rule 8.5, checks 1 to 3); the slave makes the others (<see cref="Slaves.LaunchValidation"/>).</summary>
public static class TaskValidation
{
    /// <summary>Null: it may go to its slave. Otherwise why not.</summary>
    public static string? Judge(TaskInfo task, FrameworkId framework, SlaveId offered, bool idInUse)
    {
        if (task.TaskId.Value.Any(c => char.IsControl(c) || c is '/' or '\\'))
        {
            return $"TaskID '{task.TaskId}' contains invalid characters: no control character, / or \\ may be in it";
        }

        if (task.SlaveId != offered)
        {
            return $"Task uses invalid slave {task.SlaveId} while slave {offered} is expected";
        }

        if (idInUse)
        {
            return $"Task has duplicate ID: {task.TaskId}";
        }

        return task.Executor?.FrameworkId is { } other && other != framework
            ? $"ExecutorInfo has invalid framework {other} while framework {framework} is expected"
            : null;
    }

    /// <summary>Who a task runs as, its executor too: the user of its command, else the framework's (Mesos 0.20 master.cpp, authorizeTask).</summary>
    public static string UserOf(TaskInfo task, FrameworkInfo framework)
    {
        var user = task.Command?.User ?? task.Executor?.Command?.User;
        return string.IsNullOrEmpty(user) ? framework.User : user;
    }
}
