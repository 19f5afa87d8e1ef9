using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

public sealed class LocalTests
{
    [Fact]
    public async Task Local_says_once_that_it_is_ready_and_a_SIGTERM_ends_all_of_it()
    {
        using var folder = new TemporaryFolder();
        await using var local = TestProgram.Mesos("", "local", "--agents=2", "--port=0", $"--work_dir={folder.Path}");
        var address = await local.Line("ready: ");
        Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal);
        var state = TestProgram.Mesos("", "state", $"--master={address["http://".Length..]}", "--json");
        Assert.Equal(0, await state.Exit());
        Assert.Equal(2, System.Text.Json.Nodes.JsonNode.Parse(string.Concat(state.Lines))!["slaves"]!.AsArray().Count);

        local.Signal("TERM");

        Assert.Equal(0, await local.Exit());
        Assert.Equal([$"ready: {address}"], local.Lines);
        Assert.Empty(TaskProcesses.With(folder.Path));
    }

    [Fact]
    public async Task A_killed_local_leaves_no_process()
    {
        using var folder = new TemporaryFolder();
        await using var local = TestProgram.Mesos("", "local", "--agents=1", "--port=0", $"--work_dir={folder.Path}");
        await local.Line("ready: ");

        await local.Kill9();

        await Eventually.Holds("its children have ended", () => TaskProcesses.With(folder.Path).Count == 0);
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_nothing_stays()
    {
        using var folder = new TemporaryFolder();
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        await using var local = TestProgram.Mesos("", "local", $"--port={port}", $"--work_dir={folder.Path}");

        Assert.Equal(1, await local.Exit());
        Assert.Contains($"port {port} of 127.0.0.1 is in use", local.Output, StringComparison.Ordinal);
        Assert.Empty(TaskProcesses.With(folder.Path));
    }

    [Fact]
    public async Task A_work_directory_serves_one_living_silo()
    {
        using var folder = new TemporaryFolder();
        await using var first = TestProgram.Start("Silo", "--port=0", $"--work_dir={folder.Path}");
        await first.Line("silo ready: ");

        await using var second = TestProgram.Start("Silo", "--port=0", $"--work_dir={folder.Path}");

        Assert.Equal(1, await second.Exit());
        Assert.Contains($"--work_dir={folder.Path} is in use", second.Output, StringComparison.Ordinal);
    }
}
