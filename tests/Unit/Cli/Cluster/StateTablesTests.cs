using System.Text.Json;
using MesosOrleans.Cli.Cluster;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Cluster;

/// <summary>The cluster's state as tables, from the document as the silo writes it.</summary>
public sealed class StateTablesTests
{
    private const string Json = """
        {"version":"0.19.0","pid":"master@127.0.0.1:5050","activated_slaves":1,"deactivated_slaves":2,"finished_tasks":7,"unknown_field":[1],
         "slaves":[{"id":"S0","pid":"slave(1)@127.0.0.1:5051","hostname":"vm","attributes":{},"resources":{"cpus":2.5,"mem":1024,"disk":10}}],
         "frameworks":[{"id":"F0","name":"batch","user":"root","role":"*","active":true,"resources":{"cpus":0.1,"mem":8,"disk":0},
           "tasks":[{"id":"0001","name":"line 1","slave_id":"S0","state":"TASK_RUNNING","resources":{"cpus":0.1,"mem":8}}],
           "completed_tasks":[{"id":"0002","name":"line 2","slave_id":"S0","state":"TASK_FAILED","resources":{"cpus":0.1,"mem":8}}]}],
         "completed_frameworks":[{"id":"F1","completed_tasks":[{"id":"1","name":"old","slave_id":"S0","state":"TASK_FINISHED"}]}]}
        """;

    private static readonly StateDocument State = JsonSerializer.Deserialize(Json, StateJson.Default.StateDocument)!;

    [Fact]
    public void The_overview_has_slaves_frameworks_and_totals() => Assert.Equal(
        """
        master 127.0.0.1:5050, version 0.19.0
        slaves: 1 active, 2 removed; 2.5 cpus, 1024 MB
        tasks: 1 now; ended: 7 finished, 0 failed, 0 killed, 0 lost

        SLAVE  HOST  ADDRESS         CPUS  MEM   DISK
        S0     vm    127.0.0.1:5051  2.5   1024  10

        FRAMEWORK  NAME   USER  ROLE  ACTIVE  TASKS  CPUS  MEM
        F0         batch  root  *     yes     1      0.1   8

        """, StateTables.Overview(State));
}
