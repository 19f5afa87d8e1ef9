using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>Runs each command under a launcher of its own, which ends it when the agent is gone.</summary>
internal sealed class MesosContainerizerClient(TaskLauncherClient launcher) : IContainerizer
{
    // Rule 15.4.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public async Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel)
    {
        var account = spec.User is { } user ? Account(user) : null;
        try
        {
            if (account is not null)
            {
                SandboxStore.Give(spec.Directory, account);
            }

            var task = launcher.Launch(new LaunchSpec
            {
                Argv = CommandLine(spec.Command, account),
                Environment = spec.Environment,
                WorkingDirectory = spec.Directory,
                StdoutPath = SandboxPath.OutputName,
                StderrPath = SandboxPath.ErrorsName,
                Grace = Grace,
            });
            return await Started(task, cancel);
        }
        catch (LaunchFailedException e)
        {
            throw new ContainerizerException(e.Message, e);
        }
    }

    private static async Task<Container> Started(LaunchedTask task, CancellationToken cancel)
    {
        try
        {
            await task.Started.WaitAsync(cancel);
            return new Container(task);
        }
        catch
        {
            // Its launcher ends what there is of it.
            task.Dispose();
            throw;
        }
    }

    // As in Mesos the agent's environment stays, only the user and its groups change.
    private static string[] CommandLine(string command, UserAccount? account) => account is null
        ? ["/bin/sh", "-c", command]
        :
        [
            "setpriv", $"--reuid={account.UserId}", $"--regid={account.GroupId}", "--init-groups", "--", "/bin/sh", "-c", command,
        ];

    /// <exception cref="ContainerizerException">There is no such user, or the agent may not become another one.</exception>
    private static UserAccount Account(string user)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ContainerizerException(
                $"it shall run as the user '{user}', but the agent runs as '{Environment.UserName}' and may not change that; "
                + "run the agent as root, or with --switch_user=false");
        }

        return UserAccountClient.Find(user)
            ?? throw new ContainerizerException($"it shall run as the user '{user}', who does not exist on {Environment.MachineName}");
    }

    private sealed class Container(LaunchedTask task) : IContainer
    {
        private int _isKilled;

        public Task<TaskExit> Ended => task.Exited;

        public void Kill()
        {
            if (Interlocked.Exchange(ref _isKilled, 1) == 0)
            {
                task.Kill(Grace);
            }
        }
    }
}
