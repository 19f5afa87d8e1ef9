using System.Text.Json;
using MesosOrleans.Cli.Cluster;

namespace MesosOrleans.Tests.Unit.Cli.Cluster;

/// <summary>A state of a cluster as the silo writes it, with a slave, a framework with a running and a failed task, and a framework that has ended.</summary>
internal static class ACluster
{
    public const string Json = """
        {"version":"0.19.0","pid":"master@127.0.0.1:5050","leader":"master@127.0.0.1:5050","activated_slaves":1,"deactivated_slaves":2,"finished_tasks":7,
         "flags":{"roles":"ads,web","weights":"ads=2.5"},
         "slaves":[{"id":"S0","pid":"slave(1)@127.0.0.1:5051","hostname":"vm","attributes":{"rack":"r1","level":3},
           "resources":{"cpus":2.5,"mem":1024,"disk":10,"ports":"[31000-32000]"}}],
         "frameworks":[{"id":"20261128-1-F0","name":"batch","user":"root","role":"ads","active":true,"resources":{"cpus":0.1,"mem":8,"disk":0},
           "offers":[{"id":"O1","framework_id":"20261128-1-F0","slave_id":"S0","resources":{"cpus":1,"mem":16,"disk":0}}],
           "tasks":[{"id":"0001","name":"line 1","framework_id":"20261128-1-F0","executor_id":"","slave_id":"S0","state":"TASK_RUNNING","resources":{"cpus":0.1,"mem":8}}],
           "completed_tasks":[{"id":"0002","name":"line 2","framework_id":"20261128-1-F0","slave_id":"S0","state":"TASK_FAILED","resources":{"cpus":0.1,"mem":8}}]}],
         "completed_frameworks":[{"id":"20261128-1-F1","name":"old","role":"*","resources":{"cpus":0,"mem":0,"disk":0},
           "completed_tasks":[{"id":"1","name":"old","framework_id":"20261128-1-F1","slave_id":"S0","state":"TASK_FINISHED"},
             {"id":"0001","name":"old too","framework_id":"20261128-1-F1","slave_id":"S0","state":"TASK_FINISHED"}]}]}
        """;

    public static StateDocument State => Parse(Json);

    public static JsonElement Document => JsonDocument.Parse(Json).RootElement;

    /// <summary>The state with a text in place of another.</summary>
    public static StateDocument With(string old, string text) =>
        Json.Contains(old, StringComparison.Ordinal) ? Parse(Json.Replace(old, text, StringComparison.Ordinal)) : throw new ArgumentException($"{old} is not in it");

    private static StateDocument Parse(string json) => JsonSerializer.Deserialize(json, StateJson.Default.StateDocument)!;
}
