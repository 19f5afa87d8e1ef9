using MesosOrleans.ExternalContainerizer;
using MesosOrleans.ExternalContainerizer.Plans;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Containers.Plans;

/// <summary>Launches as an agent writes them.</summary>
internal static class Launches
{
    public const string Sandbox = "/var/lib/mesos/sandbox", Image = "docker:///ubuntu:14.04";

    public static CommandInfo Command(string value, params string[] options) =>
        new() { Value = value, Container = new CommandContainerInfo { Image = Image, Options = [.. options] } };

    public static ContainerizerLaunch OfTask(CommandInfo command, string resources = "cpus:0.5;mem:64", ContainerInfo? container = null) => OfExecutor(command, resources) with
    {
        TaskInfo = new TaskInfo
        {
            Name = "a task",
            TaskId = new("task"),
            SlaveId = new("slave"),
            Resources = Resources.Parse(resources),
            Command = command,
            Container = container,
        },
    };

    public static ContainerizerLaunch OfExecutor(CommandInfo command, string resources = "cpus:0.5;mem:64", ContainerInfo? container = null) => new()
    {
        ContainerId = new("0bd62ccb-e61f-48dc-a61a-090992a0a79f"),
        ExecutorInfo = new ExecutorInfo
        {
            ExecutorId = new("executor"),
            FrameworkId = new("framework"),
            Command = command,
            Resources = Resources.Parse(resources),
            Container = container,
        },
        Directory = Sandbox,
        SlaveId = new("slave"),
        SlavePid = "slave(1)@127.0.0.1:5051",
    };

    public static ContainerPlan Plan(ContainerizerLaunch launch, Settings? settings = null, params (string Name, string Value)[] environment) => LaunchRules.Plan(
        launch,
        name => environment.FirstOrDefault(variable => variable.Name == name).Value,
        settings ?? new Settings { WorkDirectory = "/var/lib/mesos" });

    public static string Refusal(ContainerizerLaunch launch) => Xunit.Assert.Throws<ContainerizerException>(() => Plan(launch)).Message;
}
