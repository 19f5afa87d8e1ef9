using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using CsCheck;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.External;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Wire;
using MesosOrleans.Values;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers.External;

/// <summary>What is decided about calls, without a program.</summary>
public sealed class ExternalRuleTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(1 << 8, "the containerizer's 'update' exited with status 1: why")]
    [InlineData(126 << 8, "the containerizer program cannot be executed ('update' exited with status 126): why")]
    [InlineData(127 << 8, "the containerizer program was not found ('update' exited with status 127): why")]
    [InlineData(139 << 8, "the containerizer's 'update' was terminated with signal Segmentation fault: why")]
    [InlineData(200 << 8, "the containerizer's 'update' exited with status 200: why")]
    [InlineData(15, "the containerizer's 'update' was terminated with signal Terminated: why")]
    public void An_exit_says_why_a_call_failed(int status, string? problem) =>
        Assert.Equal(problem, CallVerdict.Problem(ContainerizerCommand.Update, new CallEnding { Status = status, Errors = "why" }));

    [Fact]
    public void What_could_not_start_or_was_given_up_says_so()
    {
        Assert.Equal(
            "the containerizer's 'usage' could not be started: no sandbox", CallVerdict.Problem(ContainerizerCommand.Usage, new CallEnding { StartFailure = "no sandbox", Errors = "x" }));
        Assert.Equal(
            "the containerizer's 'usage' had not ended after 1mins", CallVerdict.Problem(ContainerizerCommand.Usage, new CallEnding { GivenUp = "had not ended after 1mins" }));
    }

    /// <summary>Frames in pieces, cut, with more behind them, or noise: the message is read or the reason is told, and never more than needed is kept.</summary>
    [Fact]
    public void An_output_is_whole_or_has_an_objection_however_it_comes() => Gen.Select(
        ArbitraryContainerizerMessages.Termination, Gen.Int[1, 20], Gen.Byte.Array[0, 40], Gen.Int[0, 3]).Sample(
        (said, step, noise, kind) =>
        {
            var frame = HostFrame.Of(ContainerizerTerminationCodec.Instance, said);
            byte[] written = kind switch { 0 => frame, 1 => frame[..(noise.Length % frame.Length)], 2 => [.. frame, .. noise], _ => noise };
            var output = new CallOutput();
            for (var at = 0; at < written.Length && output.Objection is null;)
            {
                var count = Math.Min(Math.Min(step, written.Length - at), output.Room().Length);
                written.AsSpan(at, count).CopyTo(output.Room().Span);
                output.Took(count);
                at += count;
            }

            Assert.True(output.Bytes.Length <= written.Length);
            var ending = new CallEnding { Status = 0, Output = output.Bytes };
            if (kind == 0 || (kind == 2 && noise.Length == 0))
            {
                Assert.True(output.IsWhole);
                Assert.Equal(said, CallVerdict.Result(ContainerizerCommand.Wait, ending, ContainerizerTerminationCodec.Instance));
            }
            else if (kind != 3)
            {
                Assert.False(output.IsWhole && output.Objection is null);
                Assert.Throws<ContainerizerException>(() => CallVerdict.Result(ContainerizerCommand.Wait, ending, ContainerizerTerminationCodec.Instance));
            }
        }, iter: 2000);

    [Theory]
    [InlineData(false, "", 0, false, "Command exited with status 0", 0)]
    [InlineData(false, "gone", 256, false, "Command exited with status 1: gone", 1)]
    [InlineData(false, "gone", null, false, "gone", null)]
    [InlineData(false, "", null, false, "Container ended, and the containerizer does not say how", null)]
    [InlineData(false, "", 0, true, "Container was destroyed", null)]
    [InlineData(true, "oom", 9, true, "Command terminated with signal Killed: oom", null)]
    public void An_end_is_what_the_program_says_unless_it_was_ours(bool killed, string message, int? status, bool isDestroyed, string told, int? code)
    {
        var end = ExternalEnd.Of(new ContainerizerTermination { Killed = killed, Message = message, Status = status }, isDestroyed, []);

        Assert.Equal((false, told, code), (end.IsLimitation, end.Exit.Message, end.Exit.ExitCode));
    }

    [Fact]
    public void A_container_that_its_program_killed_has_reached_a_limit()
    {
        var end = ExternalEnd.Of(new ContainerizerTermination { Killed = true, Message = "out of memory" }, isDestroyed: false, ["'destroy' failed"]);

        Assert.Equal((true, "out of memory ('destroy' failed)"), (end.IsLimitation, end.Message));
        Assert.Equal("Abnormal executor termination (a; b)", ExternalEnd.Of(null, isDestroyed: false, ["a", "b"]).Exit.Message);
    }

    [Fact]
    public void A_mark_is_found_in_an_environment_and_names_its_container()
    {
        var environ = Encoding.UTF8.GetBytes($"A=1\0{CallMark.Variable}=launch:c1\0B=2\0");

        Assert.Equal("launch:c1", CallMark.In(environ));
        Assert.Null(CallMark.In("X_MESOS_CONTAINERIZER_CALL=launch:c1"u8));
        Assert.True(CallMark.IsOf(CallMark.Of(ContainerizerCommand.Wait, "c1"), "c1"));
        Assert.False(CallMark.IsOf("wait:c11", "c1"));
        Assert.False(CallMark.IsOf("wait:1", "wait:1"));
    }

    [Fact]
    public void A_program_with_arguments_becomes_a_command_of_the_shell_for_Mesos_of_then()
    {
        var task = new TaskInfo
        {
            Name = "n",
            TaskId = new TaskId("T"),
            SlaveId = new SlaveId("S"),
            Resources = Resources.Parse("cpus:1"),
            Command = new CommandInfo { Value = "/bin/echo", Shell = false, Arguments = ["echo", "it's", "a b"] },
        };
        var message = LaunchRequest.Of(
            new ContainerSpec
            {
                Id = new ContainerId("c"),
                FrameworkId = new FrameworkId("F"),
                ExecutorId = new ExecutorId("T"),
                Command = "",
                Directory = "/s",
                Environment = ImmutableDictionary<string, string>.Empty,
                Resources = Resources.Parse("cpus:1.5"),
                External = new ExternalRequest
                {
                    Task = task,
                    Executor = new ExecutorInfo { ExecutorId = new ExecutorId("T"), Command = task.Command },
                    SlaveId = new SlaveId("S"),
                    SlavePid = "slave(1)@h:1",
                    Environment = ImmutableSortedDictionary<string, string>.Empty,
                },
            }, "/libexec/mesos-executor");

        Assert.Equal("'/bin/echo' 'it'\\''s' 'a b'", message.TaskInfo!.Command!.Value);
        Assert.Equal("/libexec/mesos-executor", message.ExecutorInfo!.Command.Value);
        Assert.Equal(Resources.Parse("cpus:1.5"), message.ExecutorInfo.Resources);
    }

    [Theory]
    [InlineData("/opt/program launch", new[] { "/opt/program", "launch" })]
    [InlineData("  /opt/program  --a=b,c:1.5%@_+ wait ", new[] { "/opt/program", "--a=b,c:1.5%@_+", "wait" })]
    [InlineData("program launch", null)]
    [InlineData("./program launch", null)]
    [InlineData("/bin=x program launch", null)]
    [InlineData("A=b /opt/program launch", null)]
    [InlineData("exec /opt/program launch", null)]
    [InlineData("/opt/program 'a' launch", null)]
    [InlineData("/opt/program $HOME launch", null)]
    [InlineData("/opt/program ~ launch", null)]
    [InlineData("/opt/* launch", null)]
    [InlineData("/opt/program; launch", null)]
    [InlineData("/opt/program # launch", null)]
    [InlineData("/opt/program \\a launch", null)]
    [InlineData("/opt/program\nlaunch", null)]
    [InlineData("", null)]
    public void A_command_line_that_means_nothing_to_a_shell_is_known(string command, string[]? words) => Assert.Equal(words, PlainCommand.Words(command));

    /// <summary>Whatever the line, a shell would start the same program with the same words.</summary>
    [Fact]
    public void A_plain_command_line_has_the_words_that_a_shell_makes_of_it() => Gen.Char["ab/=-. :,$'\"\\*;~#&"].Array[0, 12].Select(tail => "/bin/echo " + new string(tail)).Sample(
        command =>
        {
            if (PlainCommand.Words(command) is not { } words) return;
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
            Assert.Equal(string.Join(' ', words[1..]) + "\n", shell.StandardOutput.ReadToEnd());
        },
        iter: 200);
}
