using System.Diagnostics;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using MesosOrleans.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.Tests.Containers.Running;

/// <summary>What a call said.</summary>
internal sealed record CallResult(int Code, byte[] Output, string Errors)
{
    public T Message<T>(MessageCodec<T> codec) => HostFrame.Read(codec, Output);
}

/// <summary>
/// The program as an agent calls it, in an environment of its own: a work directory, and in the libexec directory a stand-in for <c>mesos-executor</c> that runs the words behind <c>--override</c> and
/// writes down how they ended. The native program where there is one.
/// </summary>
internal sealed class ContainerizerProgram(string workDirectory, params string[] flags)
{
    private static readonly string Output = Path.Combine(Repository.Root, "artifacts/bin/ExternalContainerizer/release");

    /// <summary>What starts the managed program, which does the same where there is no linker.</summary>
    public static string[] Managed { get; } = ["dotnet", Output + "/mesos-external-containerizer.dll"];

    /// <summary>The native program, where there is one.</summary>
    public string[] Words { get; init; } = File.Exists(Output + "/native/mesos-external-containerizer") ? [Output + "/native/mesos-external-containerizer"] : Managed;

    public string WorkDirectory => workDirectory;

    public void MakeExecutor() => Make("mesos-executor", "shift; \"$@\"; echo \"ended with $?\" >> \"$MESOS_DIRECTORY/told\"");

    /// <summary>A stand-in for <c>mesos-fetcher</c>.</summary>
    public void MakeFetcher(string script) => Make("mesos-fetcher", script);

    public string NewSandbox() => Directory.CreateDirectory(Path.Combine(workDirectory, "sandbox-" + Path.GetRandomFileName())).FullName;

    /// <summary>A launch of a command task, or of an executor.</summary>
    public static ContainerizerLaunch Launch(string sandbox, CommandInfo command, bool isTask = true, string resources = "cpus:0.5;mem:64")
    {
        var launch = new ContainerizerLaunch
        {
            ContainerId = new(Guid.NewGuid().ToString()),
            ExecutorInfo = new ExecutorInfo
            {
                ExecutorId = new("executor"),
                FrameworkId = new("framework"),
                Command = command,
                Resources = Resources.Parse(resources),
            },
            Directory = sandbox,
            SlaveId = new("slave"),
        };
        return !isTask ? launch : launch with
        {
            TaskInfo = new TaskInfo { Name = "task", TaskId = new("task"), SlaveId = new("slave"), Resources = Resources.Parse(resources), Command = command },
        };
    }

    public Task<CallResult> Launch(ContainerizerLaunch launch) => Call("launch", ContainerizerLaunchCodec.Instance, launch, launch.Directory);

    public Task<CallResult> Wait(ContainerizerLaunch launch) => Call("wait", ContainerizerWaitCodec.Instance, new ContainerizerWait(launch.ContainerId), launch.Directory);

    public async Task<ContainerizerTermination> Termination(ContainerizerLaunch launch) => (await Wait(launch)).Message(ContainerizerTerminationCodec.Instance);

    public Task<CallResult> Destroy(ContainerizerLaunch launch) => Call("destroy", ContainerizerDestroyCodec.Instance, new ContainerizerDestroy(launch.ContainerId), launch.Directory);

    public Task<CallResult> Update(ContainerizerLaunch launch, string resources) => Call(
        "update", ContainerizerUpdateCodec.Instance, new ContainerizerUpdate { ContainerId = launch.ContainerId, Resources = Resources.Parse(resources) }, launch.Directory);

    public Task<CallResult> Usage(ContainerizerLaunch launch) => Call("usage", ContainerizerUsageCodec.Instance, new ContainerizerUsage(launch.ContainerId), launch.Directory);

    public async Task<string[]> Containers() =>
        [.. (await Call<ContainerizerWait>("containers", null, null, null)).Message(ContainerizerContainersCodec.Instance).Containers.Select(id => id.Value)];

    public Task<CallResult> Recover() => Call<ContainerizerWait>("recover", null, null, null);

    public Task<CallResult> Check() => Call<ContainerizerWait>("check", null, null, null);

    /// <summary>A call that is left to itself. Its input stays open, as an agent leaves it.</summary>
    public Process Start<T>(string call, MessageCodec<T>? codec, T? message, string? sandbox)
    {
        var start = new ProcessStartInfo(Words[0], [.. Words[1..], .. flags, call])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = sandbox ?? workDirectory,
        };
        start.Environment["MESOS_WORK_DIRECTORY"] = workDirectory;
        start.Environment["MESOS_LIBEXEC_DIRECTORY"] = workDirectory + "/libexec";
        start.Environment["MESOS_DIRECTORY"] = sandbox;
        start.Environment["MESOS_EXECUTOR_SOCKET"] = "executor.sock";
        var process = Process.Start(start)!;
        if (codec is null) return process;
        process.StandardInput.BaseStream.Write(HostFrame.Of(codec, message!));
        process.StandardInput.BaseStream.Flush();
        return process;
    }

    public Process StartWait(ContainerizerLaunch launch) => Start("wait", ContainerizerWaitCodec.Instance, new ContainerizerWait(launch.ContainerId), launch.Directory);

    private void Make(string name, string script)
    {
        Directory.CreateDirectory(workDirectory + "/libexec");
        var file = Path.Combine(workDirectory, "libexec", name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    private async Task<CallResult> Call<T>(string call, MessageCodec<T>? codec, T? message, string? sandbox)
    {
        using var process = Start(call, codec, message, sandbox);
        using var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        return new CallResult(process.ExitCode, output.ToArray(), await errors);
    }
}
