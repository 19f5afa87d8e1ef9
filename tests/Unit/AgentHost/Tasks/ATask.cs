using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

/// <summary>Tasks as tests want them.</summary>
internal static class ATask
{
    public static FrameworkInfo Framework(string id = "F-0000", bool checkpoint = false) =>
        new() { Id = new FrameworkId(id), Name = "test", Checkpoint = checkpoint, User = "ann" };

    public static TaskInfo With(string id = "t1", string command = "true", params (string Name, string Value)[] environment) => new()
    {
        Name = $"name of {id}",
        TaskId = new TaskId(id),
        SlaveId = new SlaveId("S-0"),
        Resources = Resources.Parse("cpus:1;mem:32"),
        Command = new CommandInfo { Value = command, Environment = [.. environment.Select(pair => new EnvironmentVariable(pair.Name, pair.Value))] },
    };
}
