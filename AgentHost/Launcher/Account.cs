namespace MesosOrleans.Launcher;

/// <summary>
/// Who the command runs as. This process takes the user and group as its real ones only, which gives it no other rights than it had; the
/// child makes them its effective ones (POSIX_SPAWN_RESETIDS), and exec its saved ones.
/// </summary>
internal static unsafe class Account
{
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Empty, or what could not be done; the reason is the last error.</summary>
    public static string Take(LauncherArguments arguments)
    {
        if (arguments.UserId < 0) return "";
        int done;
        fixed (uint* groups = arguments.Groups) done = Native.setgroups((nuint)arguments.Groups.Length, groups);
        if (done == 0) done = Native.setresgid((uint)arguments.GroupId, Unchanged, Unchanged);
        if (done == 0) done = Native.setresuid((uint)arguments.UserId, Unchanged, Unchanged);
        return done == 0 ? "" : "cannot become user " + arguments.UserId;
    }

    /// <summary>Makes the effective user the real one again.</summary>
    public static void GiveBack()
    {
        Native.setresuid(Native.geteuid(), Unchanged, Unchanged);
        Native.setresgid(Native.getegid(), Unchanged, Unchanged);
    }
}
