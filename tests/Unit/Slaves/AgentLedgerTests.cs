using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class AgentLedgerTests
{
    private readonly AgentLedger _ledger = new(Resources.Parse("cpus:2;mem:1024"));

    [Fact]
    public void A_framework_that_is_gone_takes_all_its_tasks_along_those_that_have_ended_too()
    {
        var framework = ATask.Framework();
        _ledger.Launch(framework, ATask.With("ended"));
        _ledger.Launch(framework, ATask.With("runs"));
        _ledger.Launch(ATask.Framework("F-0001"), ATask.With("other") with { Resources = Resources.Empty });
        _ledger.Update(framework.Id!.Value, new TaskStatus { TaskId = new TaskId("ended"), State = TaskState.Finished }, Guid.Empty);

        Assert.Equal([new TaskId("ended"), new TaskId("runs")], _ledger.Forget(framework.Id!.Value).OrderBy(task => task.Value));
        Assert.Equal((1, Resources.Empty), (_ledger.Count, _ledger.Used));
    }
}
