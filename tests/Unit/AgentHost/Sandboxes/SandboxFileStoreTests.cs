using System.Diagnostics;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.AgentHost.Sandboxes;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Sandboxes;

/// <summary>What a task may put into its sandbox does not lead out of it.</summary>
public sealed class SandboxFileStoreTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("mesos-files-").FullName;
    private readonly string _run;

    public SandboxFileStoreTests()
    {
        _run = Directory.CreateDirectory($"{_work}/slaves/S/frameworks/F/executors/E/runs/R1").FullName;
        File.CreateSymbolicLink($"{_run}/../latest", "R1");
        File.WriteAllText($"{_run}/stdout", "hello");
        File.WriteAllText($"{_work}/secret", "x");
    }

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Theory]
    [InlineData("R1")]
    [InlineData("latest")]
    public void A_file_is_opened_under_its_run_or_the_latest(string run)
    {
        var opened = Open(run, "stdout");
        using var file = opened.File;
        Assert.Equal((5L, FileRefusal.None), (opened.Length, opened.Refusal));
    }

    [Fact]
    public void A_link_inside_the_sandbox_is_followed()
    {
        File.CreateSymbolicLink($"{_run}/link", "stdout");
        using var file = Open("R1", "link").File;
        Assert.NotNull(file);
    }

    [Theory]
    [InlineData("link", "/etc/passwd", "")]
    [InlineData("link", "../../../../../../../../secret", "")]
    [InlineData("link", "/etc", "/passwd")]
    [InlineData("link", "/dev/zero", "")]
    public void A_link_that_leads_out_is_refused(string name, string target, string rest)
    {
        File.CreateSymbolicLink($"{_run}/{name}", target);
        Assert.Equal(FileRefusal.Outside, Open("R1", name + rest).Refusal);
    }

    [Fact]
    public void A_run_that_is_itself_a_link_out_is_refused()
    {
        File.CreateSymbolicLink($"{_run}/../R2", _work);
        Assert.Equal(FileRefusal.Outside, Open("R2", "secret").Refusal);
    }

    [Fact]
    public void A_pipe_without_a_writer_is_refused_at_once()
    {
        Process.Start("mkfifo", [$"{_run}/pipe"]).WaitForExit();
        Assert.Equal(FileRefusal.NoFile, Open("R1", "pipe").Refusal);
    }

    [Theory]
    [InlineData("nothing", nameof(FileRefusal.Absent))]
    [InlineData("stdout/x", nameof(FileRefusal.Absent))]
    [InlineData("dir", nameof(FileRefusal.Directory))]
    public void What_is_no_file_is_told_apart(string name, string expected)
    {
        Directory.CreateDirectory($"{_run}/dir");
        Assert.Equal(expected, Open("R1", name).Refusal.ToString());
    }

    private OpenedFile Open(string run, string name) =>
        SandboxFileStore.Open(SandboxAddress.Parse(_work, $"/slaves/S/frameworks/F/executors/E/runs/{run}/{name}")!);
}
