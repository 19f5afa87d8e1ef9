using System.IO.Pipes;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>
/// A program of a call while it runs: <c>/bin/sh -c "PROGRAM COMMAND"</c> (rule 18.2), or the program itself where that is the same, in a session of its own, as the agent's user, with a pipe on its standard input that stays open
/// and, if it has a result, one on its output.
/// Reading and writing wait in the runtime's one poll loop, not in a thread per call.
/// </summary>
internal sealed unsafe class ExternalProcessClient : IDisposable
{
    private readonly SafePipeHandle _outputEnd;

    private ExternalProcessClient(int pid, SafePipeHandle input, SafePipeHandle output)
    {
        (Pid, _outputEnd) = (pid, output);
        Input = new AnonymousPipeClientStream(PipeDirection.Out, input);
        Output = new AnonymousPipeClientStream(PipeDirection.In, output);
    }

    /// <summary>Also its session's and its group's.</summary>
    public int Pid { get; }

    /// <summary>Its standard input.</summary>
    public Stream Input { get; }

    /// <summary>Its standard output; at its end at once if the call has no result.</summary>
    public Stream Output { get; }

    /// <summary>True if reading would not wait.</summary>
    public bool IsReadable => ExternalNative.IsReadable(_outputEnd);

    /// <param name="command">For the shell.</param>
    /// <param name="call">The call.</param>
    /// <param name="directory">Where it starts.</param>
    /// <param name="errors">Its standard error is appended to this file.</param>
    /// <exception cref="LaunchFailedException">The shell, the directory or the file cannot be used.</exception>
    public static ExternalProcessClient Start(string command, ExternalCall call, string directory, string errors)
    {
        using var errorsFile = ExternalNative.OpenToAppend(errors);
        using var nothing = ExternalNative.OpenNull();
        var (inputRead, inputWrite) = ExternalNative.Pipe();
        var (outputRead, outputWrite) = ExternalNative.Pipe();
        try
        {
            // What a container inherits of a call without a result must not break when the call is over, so that gets no pipe.
            var output = call.Command.HasResult() ? outputWrite.DangerousGetHandle() : nothing.DangerousGetHandle();
            string[] environment = [.. call.Environment.Select(variable => $"{variable.Key}={variable.Value}")];
            var (stdin, stdout, stderr) = ((int)inputRead.DangerousGetHandle(), (int)output, (int)errorsFile.DangerousGetHandle());
            int pid;
            // What cannot be started so, the shell tries too, and tells why not.
            if (PlainCommand.Words(command) is not { } words || Spawn(words[0], words, environment, directory, stdin, stdout, stderr, out pid) != 0)
            {
                var errno = Spawn("/bin/sh", ["sh", "-c", command], environment, directory, stdin, stdout, stderr, out pid);
                if (errno != 0) throw new LaunchFailedException($"cannot start /bin/sh in {directory}", errno);
            }

            return new ExternalProcessClient(pid, inputWrite, outputRead);
        }
        catch
        {
            inputWrite.Dispose();
            outputRead.Dispose();
            throw;
        }
        finally
        {
            inputRead.Dispose();
            outputWrite.Dispose();
        }
    }

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }

    /// <summary>Nothing here forks: posix_spawn does, in C, with the agent's memory shared until the program is replaced.</summary>
    /// <returns>0, or why not, as an errno.</returns>
    private static int Spawn(string file, string[] argv, string[] environment, string directory, int input, int output, int errors, out int pid)
    {
        using var arguments = new NativeStrings(argv);
        using var variables = new NativeStrings(environment);
        using var paths = new NativeStrings([directory, file]);
        var actions = stackalloc byte[LauncherNative.StructSize];
        LauncherNative.posix_spawn_file_actions_init(actions);
        LauncherNative.posix_spawn_file_actions_addchdir_np(actions, paths.Pointers[0]);
        LauncherNative.posix_spawn_file_actions_adddup2(actions, input, 0);
        LauncherNative.posix_spawn_file_actions_adddup2(actions, output, 1);
        LauncherNative.posix_spawn_file_actions_adddup2(actions, errors, 2);
        var attributes = stackalloc byte[LauncherNative.StructSize];
        LauncherNative.InitSessionAttributes(attributes);
        int started;
        var errno = LauncherNative.posix_spawn(&started, paths.Pointers[1], actions, attributes, arguments.Pointers, variables.Pointers);
        LauncherNative.posix_spawn_file_actions_destroy(actions);
        LauncherNative.posix_spawnattr_destroy(attributes);
        pid = started;
        return errno;
    }
}
