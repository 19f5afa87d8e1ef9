using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Tasks;

/// <summary>
/// Who a task runs as: the command's user, else the framework's, if the agent switches users at all (<c>--switch_user</c>).
/// </summary>
internal static class TaskUser
{
    /// <returns>A name that is not the agent's own; null if the task runs as the agent does.</returns>
    public static string? Of(FrameworkInfo framework, CommandInfo command, bool switchUser, string agentUser)
    {
        var wanted = string.IsNullOrEmpty(command.User) ? framework.User : command.User;
        return !switchUser || wanted.Length == 0 || wanted == agentUser ? null : wanted;
    }
}
