using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Executors;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

public sealed class TaskEnvironmentTests
{
    private const string Sandbox = "/w/slaves/S-0/frameworks/F-0000/executors/t1/runs/c1";

    [Fact]
    public void A_task_finds_the_variables_of_mesos()
    {
        var variables = Of([], checkpoint: true);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["LIBPROCESS_PORT"] = "0",
                ["MESOS_CHECKPOINT"] = "1",
                ["MESOS_DIRECTORY"] = Sandbox,
                ["MESOS_EXECUTOR_ID"] = "t1",
                ["MESOS_FRAMEWORK_ID"] = "F-0000",
                ["MESOS_SANDBOX"] = Sandbox,
                ["MESOS_SLAVE_ID"] = "S-0",
                ["MESOS_SLAVE_PID"] = "slave(1)@127.0.0.1:5051",
                ["MESOS_TASK_ID"] = "t1",
            },
            variables);
        Assert.Equal("0", Of([])["MESOS_CHECKPOINT"]);
    }

    [Fact]
    public void The_agent_s_own_flags_do_not_leak_but_its_other_variables_do()
    {
        var variables = Of([
            ("MESOS_PORT", "5051"), ("MESOS_CREDENTIAL", "secret"), ("LIBPROCESS_IP", "10.0.0.1"), ("ASPNETCORE_URLS", "x"), ("PATH", "/bin"),
            ("MESOS_NATIVE_LIBRARY", "/lib/libmesos.so"),
        ]);

        Assert.Equal("/bin", variables["PATH"]);
        Assert.Equal("/lib/libmesos.so", variables["MESOS_NATIVE_LIBRARY"]);
        Assert.DoesNotContain(variables.Keys, name => name is "MESOS_PORT" or "MESOS_CREDENTIAL" or "LIBPROCESS_IP" or "ASPNETCORE_URLS");
    }

    [Fact]
    public void The_command_s_variables_override_all_others_and_the_last_of_a_name_counts()
    {
        var variables = Of([("PATH", "/bin")], command: [("PATH", "/opt"), ("MESOS_DIRECTORY", "/mine"), ("A", "1"), ("A", "2")]);

        Assert.Equal(("/opt", "/mine", "2"), (variables["PATH"], variables["MESOS_DIRECTORY"], variables["A"]));
    }

    [Fact]
    public void An_executor_finds_its_agent_now_and_after_a_restart()
    {
        var variables = Of([], checkpoint: true, task: AnAgent.TaskOf("t1"));

        Assert.Equal(
            ("e1", "127.0.0.1:5051", "5secs", "15mins", "1secs"),
            (variables["MESOS_EXECUTOR_ID"], variables["MESOS_AGENT_ENDPOINT"], variables["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"],
                variables["MESOS_RECOVERY_TIMEOUT"], variables["MESOS_SUBSCRIPTION_BACKOFF_MAX"]));
        Assert.DoesNotContain("MESOS_TASK_ID", variables.Keys);
        Assert.DoesNotContain("MESOS_RECOVERY_TIMEOUT", Of([], task: AnAgent.TaskOf("t1")).Keys);
    }

    private static Dictionary<string, string> Of(
        (string Name, string Value)[] agent, bool checkpoint = false, (string Name, string Value)[]? command = null, TaskInfo? task = null)
    {
        var settings = new ContainerSettings
        {
            WorkDirectory = "/w",
            Environment = TaskEnvironment.Cleaned(agent.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
            AgentPid = "slave(1)@127.0.0.1:5051",
            AgentUser = "ann",
        };
        var launched = task ?? ATask.With(environment: command ?? []);
        var start = new AnAgent(checkpoint).Launch(launched).Actions.OfType<AgentAction.Start>().Single();
        return TaskEnvironment.Of(settings, start.Executor, launched);
    }
}
