namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>Starts a launcher: own session, the control channel as descriptor 3, /dev/null for the rest.</summary>
internal static unsafe class LauncherProcess
{
    public const int ControlFd = 3;

    /// <summary>Of the launcher alone, whose runtime has two threads: spares the second a heap of its own.</summary>
    private const string OneHeap = "MALLOC_ARENA_MAX=1";

    /// <summary>Nothing here forks: posix_spawn does, in C, with the agent's memory shared until the program is replaced.</summary>
    /// <exception cref="LaunchFailedException">The launcher or the working directory cannot be used.</exception>
    public static int Start(IReadOnlyList<string> argv, IReadOnlyDictionary<string, string> environment, string workingDirectory, int control)
    {
        using var arguments = new NativeStrings(argv);
        using var variables = new NativeStrings([.. environment.Select(variable => LaunchArguments.Variable(variable.Key, variable.Value))]);
        using var paths = new NativeStrings([workingDirectory, "/dev/null"]);
        var actions = stackalloc byte[LauncherNative.StructSize];
        LauncherNative.posix_spawn_file_actions_init(actions);
        LauncherNative.posix_spawn_file_actions_addchdir_np(actions, paths.Pointers[0]);
        LauncherNative.posix_spawn_file_actions_adddup2(actions, control, ControlFd);
        for (var fd = 0; fd < ControlFd; fd++)
            LauncherNative.posix_spawn_file_actions_addopen(actions, fd, paths.Pointers[1], LauncherNative.ReadWrite, 0);

        var attributes = stackalloc byte[LauncherNative.StructSize];
        // The signals that the launcher reads from a descriptor are blocked from the start, so that no thread of its runtime takes them.
        LauncherNative.InitSessionAttributes(attributes, LauncherNative.SigChld, LauncherNative.SigTerm);
        int pid;
        var errno = LauncherNative.posix_spawn(&pid, arguments.Pointers[0], actions, attributes, arguments.Pointers, variables.Pointers);
        LauncherNative.posix_spawn_file_actions_destroy(actions);
        LauncherNative.posix_spawnattr_destroy(attributes);
        return errno == 0 ? pid : throw new LaunchFailedException($"cannot start {argv[0]} in {workingDirectory}", errno);
    }
}
