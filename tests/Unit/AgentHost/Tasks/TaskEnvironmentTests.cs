using MesosOrleans.AgentHost.Tasks;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

public sealed class TaskEnvironmentTests
{
    [Fact]
    public void A_task_finds_the_variables_of_mesos()
    {
        var variables = Of([], checkpoint: true);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["LIBPROCESS_PORT"] = "0",
                ["MESOS_CHECKPOINT"] = "1",
                ["MESOS_DIRECTORY"] = "/w/s",
                ["MESOS_EXECUTOR_ID"] = "t1",
                ["MESOS_FRAMEWORK_ID"] = "F-0000",
                ["MESOS_SANDBOX"] = "/w/s",
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

    private static Dictionary<string, string> Of(
        (string Name, string Value)[] agent, bool checkpoint = false, (string Name, string Value)[]? command = null) => TaskEnvironment.Of(
        TaskEnvironment.Cleaned(agent.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        ATask.Framework(checkpoint: checkpoint),
        ATask.With(environment: command ?? []),
        "/w/s",
        "slave(1)@127.0.0.1:5051");
}
