using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>Runs each command under a launcher of its own, which ends it when the agent is gone.</summary>
internal sealed class MesosContainerizerClient(TaskLauncherClient launcher, TimeProvider time) : IContainerizer
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
            return await Started(spec, task, cancel);
        }
        catch (LaunchFailedException e)
        {
            throw new ContainerizerException(e.Message, e);
        }
    }

    /// <summary>Nothing of it outlives the agent yet.</summary>
    public Task<IReadOnlyDictionary<ContainerId, IContainer>> Recover(IReadOnlyCollection<ContainerSpec> known, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<ContainerId, IContainer>>(new Dictionary<ContainerId, IContainer>());

    private async Task<Container> Started(ContainerSpec spec, LaunchedTask task, CancellationToken cancel)
    {
        try
        {
            return new Container(spec.Id, await task.Started.WaitAsync(cancel), task, spec.Resources, time);
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

    private sealed class Container(ContainerId id, int pid, LaunchedTask task, Resources resources, TimeProvider time) : IContainer
    {
        private Resources _resources = resources;

        public ContainerId Id => id;

        public int Pid => pid;

        public Task<ContainerTermination> Ended { get; } = Terminated(task);

        public void Kill(TimeSpan? grace = null) => task.Kill(grace ?? Grace);

        public Task Update(Resources resources, CancellationToken cancel)
        {
            Volatile.Write(ref _resources, resources);
            return Task.CompletedTask;
        }

        public Task<ResourceStatistics> Usage(CancellationToken cancel)
        {
            var resources = Volatile.Read(ref _resources);
            return Task.FromResult(new ResourceStatistics
            {
                Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
                CpusLimit = resources.Cpus,
                MemLimitBytes = (ulong)(resources.Mem * 1024 * 1024),
            });
        }

        private static async Task<ContainerTermination> Terminated(LaunchedTask task) => ContainerTermination.Of(await task.Exited);
    }
}
