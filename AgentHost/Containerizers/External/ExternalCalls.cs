using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>The seven calls (rule 18.2), with their input, place and variables (rules 18.7, 18.8).</summary>
/// <param name="settings">What they have in common.</param>
internal sealed class ExternalCalls(ExternalSettings settings)
{
    /// <param name="own">Names the call, as there is no container.</param>
    public ExternalCall Recover(string own) => new() { Command = ContainerizerCommand.Recover, Environment = Variables(ContainerizerCommand.Recover, own), Limit = settings.Timeout };

    /// <param name="own">Names the call, as there is no container.</param>
    public ExternalCall Containers(string own) =>
        new() { Command = ContainerizerCommand.Containers, Environment = Variables(ContainerizerCommand.Containers, own), Limit = settings.Timeout };

    /// <summary>It has no limit here: the agent gives it up after <c>--executor_registration_timeout</c>.</summary>
    public ExternalCall Launch(ContainerSpec spec, UserAccount? owner)
    {
        var variables = Variables(ContainerizerCommand.Launch, spec.Id.Value, spec.External!.Environment);
        if (settings.HadoopHome.Length > 0) variables["HADOOP_HOME"] = settings.HadoopHome;
        if (settings.FrameworksHome.Length > 0) variables["MESOS_FRAMEWORKS_HOME"] = settings.FrameworksHome;
        if (!string.IsNullOrEmpty(settings.DefaultImage)) variables["MESOS_DEFAULT_CONTAINER_IMAGE"] = settings.DefaultImage;
        return new ExternalCall
        {
            Command = ContainerizerCommand.Launch,
            Input = HostFrame.Of(ContainerizerLaunchCodec.Instance, LaunchRequest.Of(spec, settings.ExecutorPath)),
            Directory = spec.Directory,
            Owner = owner,
            Environment = variables.ToImmutable(),
        };
    }

    public ExternalCall Wait(ContainerSpec spec, UserAccount? owner) =>
        About(spec, owner, ContainerizerCommand.Wait, HostFrame.Of(ContainerizerWaitCodec.Instance, new ContainerizerWait(spec.Id))) with { Limit = null };

    public ExternalCall Update(ContainerSpec spec, UserAccount? owner, Resources resources) => About(
        spec, owner, ContainerizerCommand.Update, HostFrame.Of(ContainerizerUpdateCodec.Instance, new ContainerizerUpdate { ContainerId = spec.Id, Resources = resources }));

    public ExternalCall Usage(ContainerSpec spec, UserAccount? owner) =>
        About(spec, owner, ContainerizerCommand.Usage, HostFrame.Of(ContainerizerUsageCodec.Instance, new ContainerizerUsage(spec.Id)));

    public ExternalCall Destroy(ContainerSpec spec, UserAccount? owner) => About(spec, owner, ContainerizerCommand.Destroy, DestroyFrame(spec.Id));

    /// <summary>Of a container that only the program knows: there is no sandbox.</summary>
    public ExternalCall Destroy(ContainerId orphan) => new()
    {
        Command = ContainerizerCommand.Destroy,
        Input = DestroyFrame(orphan),
        Environment = Variables(ContainerizerCommand.Destroy, orphan.Value),
        Limit = settings.Timeout,
    };

    private static byte[] DestroyFrame(ContainerId id) => HostFrame.Of(ContainerizerDestroyCodec.Instance, new ContainerizerDestroy(id));

    private ExternalCall About(ContainerSpec spec, UserAccount? owner, ContainerizerCommand command, byte[] input) => new()
    {
        Command = command,
        Input = input,
        Directory = spec.Directory,
        Owner = owner,
        Environment = Variables(command, spec.Id.Value),
        Limit = settings.Timeout,
    };

    private ImmutableSortedDictionary<string, string> Variables(ContainerizerCommand command, string id) => Variables(command, id, settings.Environment).ToImmutable();

    /// <summary>The agent's words are the last (rule 18.7).</summary>
    private ImmutableSortedDictionary<string, string>.Builder Variables(ContainerizerCommand command, string id, ImmutableSortedDictionary<string, string> over)
    {
        var variables = over.ToBuilder();
        variables["MESOS_LIBEXEC_DIRECTORY"] = settings.LibexecDirectory;
        variables["MESOS_WORK_DIRECTORY"] = settings.WorkDirectory;
        variables[CallMark.Variable] = CallMark.Of(command, id);
        return variables;
    }
}
