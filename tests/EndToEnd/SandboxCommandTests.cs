using System.Text.Json.Nodes;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>What is in sandboxes: ls, cat, tail; and kill.</summary>
[Collection(SharedLocalCluster.Name)]
public sealed class SandboxCommandTests(LocalCluster cluster)
{
    private string Master => $"--master={cluster.Master}";

    [Fact]
    public async Task The_files_of_a_task_are_listed_and_printed_also_after_its_end()
    {
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("writer-7f3a", "for i in $(seq 20); do echo line $i; done; mkdir d; printf 'a\\0b' > d/f"));
        await framework.Reaches("writer-7f3a", TaskState.Finished);

        Assert.Equal("d stderr stdout", (await Mesos.Run("ls", Master, "writer-7f")).Printed.Replace('\n', ' '));
        Assert.Contains("drwx", (await Mesos.Run("ls", Master, "-l", "writer-7f")).Printed, StringComparison.Ordinal);
        var json = JsonNode.Parse((await Mesos.Run("ls", Master, "--json", "writer-7f", "d")).Printed)!.AsArray();
        Assert.Equal(3, (int)json.Single()!["size"]!);

        Assert.EndsWith("line 20", (await Mesos.Run("cat", Master, "writer-7f")).Printed, StringComparison.Ordinal);
        Assert.Equal("a\0b", (await Mesos.Run("cat", Master, "--task=7f3a", "--file=d/f")).Printed);
        Assert.Equal("line 19\nline 20", (await Mesos.Run("tail", Master, "-n", "2", "writer-7f", "stdout")).Printed);
        Assert.Equal("line 20", (await Mesos.Run("tail", Master, "-n1", "-f", "writer-7f")).Printed);
    }

    [Fact]
    public async Task What_cannot_be_found_is_said_in_words_with_code_1()
    {
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("lonely-91", "exec sleep 600"));
        await framework.Reaches("lonely-91", TaskState.Running);

        var task = await Mesos.Run("cat", Master, "no-such-task");
        var file = await Mesos.Run("cat", Master, "lonely-91", "nothing");
        var folder = await Mesos.Run("ls", Master, "lonely-91", "nothing");
        var outside = await Mesos.Run("cat", Master, "lonely-91", "../../../../../../../../../etc/passwd");
        var usage = await Mesos.Run("tail", Master);

        Assert.Equal((1, "mesos cat: there is no task 'no-such-task'; 'mesos tasks --all' lists those that there are"), (task.Code, task.Errors));
        Assert.Equal(1, file.Code);
        Assert.Contains("runs/latest/nothing; 'mesos ls TASK' lists what there is", file.Errors, StringComparison.Ordinal);
        Assert.Equal((1, "mesos ls: there is no such file or directory in the sandbox; 'mesos ls TASK' lists what there is"), (folder.Code, folder.Errors));
        Assert.Equal((1, ""), (outside.Code, outside.Printed));
        Assert.Equal((2, "mesos tail: no task is named: expected TASK [FILE]; 'mesos tasks' lists them"), (usage.Code, usage.Errors));
    }

    [Fact]
    public async Task Tail_follows_what_a_task_writes_until_it_ends_and_kill_ends_it()
    {
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("ticker-c2", "echo first; read -r < go; echo second; exec sleep 600"));
        await framework.Reaches("ticker-c2", TaskState.Running);
        await using var tail = TestProgram.Start("Cli", "tail", "-f", Master, "ticker-c2");
        await tail.Line("first");

        var dry = await Mesos.Run("kill", Master, "ticker-c2", "no-such-task");
        var killed = await Mesos.Run("kill", Master, "--json", "ticker");
        var again = await Mesos.Run("kill", Master, "ticker-c2");

        Assert.Equal(1, dry.Code);
        Assert.Equal("TASK_KILLED", (string)JsonNode.Parse(killed.Printed)!.AsArray().Single()!["state"]!);
        await framework.Reaches("ticker-c2", TaskState.Killed);
        Assert.Equal(0, await tail.Exit());
        Assert.EndsWith("it had ended before", again.Printed, StringComparison.Ordinal);
        Assert.Equal((0, 0), (killed.Code, again.Code));
    }
}
