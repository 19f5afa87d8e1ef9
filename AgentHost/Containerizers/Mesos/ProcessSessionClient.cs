using System.Globalization;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>The processes of a session, for when the launcher that knew the whole tree is gone.</summary>
internal static class ProcessSessionClient
{
    public static void Kill(int session)
    {
        _ = LauncherNative.kill(-session, LauncherNative.SigKill);
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var pid) && LauncherNative.getsid(pid) == session)
                _ = LauncherNative.kill(pid, LauncherNative.SigKill);
    }
}
