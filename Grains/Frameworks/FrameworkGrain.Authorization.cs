using MesosOrleans.Authentication;
using MesosOrleans.Authorization;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Frameworks;

/// <summary>What the framework's principal may do, and others to the framework (rule 19.12: asked as Mesos 0.20 does).</summary>
public sealed partial class FrameworkGrain
{
    /// <summary>As whom the scheduler was authenticated; without authentication, as whom it says it is.</summary>
    private string? Principal => _state.State.Principal ?? _state.State.Info?.Principal;

    public Task<bool> KillTask(TaskId task, string? asker)
    {
        if (asker is not null && !_authorization.Allows(AclAction.KillTasks, asker, Principal))
        {
            throw new NotAuthorizedException($"principal {asker} may not kill tasks of framework {Id}");
        }

        var known = _machine.Find(task) is { State: var state } && !state.IsTerminal() && _machine.Kill(task, null, Now, _effects);
        CarryOut();
        return Task.FromResult(known);
    }

    public async Task<Receipt> Shutdown(string? asker)
    {
        if (asker is not null && !_authorization.Allows(AclAction.ShutdownFrameworks, asker, Principal))
        {
            throw new NotAuthorizedException($"principal {asker} may not end framework {Id}");
        }

        if (FrameworkTenure.HasEnded(_state.State))
        {
            return Receipt.Gone;
        }

        _instruments.UnregisterFramework.Add(1);
        await End(asker is null ? "an operator asked for it in the web UI" : $"principal {asker} asked for it");
        return Receipt.Taken;
    }

    private string? Forbids(FrameworkInfo info) => FrameworkValidation.JudgePrincipal(info, Caller.Principal)
        ?? (_authorization.Allows(AclAction.RegisterFrameworks, Caller.Principal ?? info.Principal, info.Role)
            ? null
            : $"Not authorized to use role '{info.Role}'");

    private string? Forbids(TaskInfo task) =>
        TaskValidation.UserOf(task, _state.State.Info!) is var user && _authorization.Allows(AclAction.RunTasks, Principal, user)
            ? null
            : $"Not authorized to launch as user '{user}'";
}
