namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>Whom a container runs as.</summary>
internal static class ContainerUserClient
{
    /// <summary>The account of a user; null for null, the agent's own user.</summary>
    /// <exception cref="ContainerizerException">There is no such user, or the agent may not become another one.</exception>
    public static UserAccount? Account(string? user)
    {
        if (user is null) return null;
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ContainerizerException(
                $"it shall run as the user '{user}', but the agent runs as '{Environment.UserName}' and may not change that; "
                + "run the agent as root, or with --switch_user=false");
        }

        return UserAccountClient.Find(user)
            ?? throw new ContainerizerException($"it shall run as the user '{user}', who does not exist on {Environment.MachineName}");
    }
}
