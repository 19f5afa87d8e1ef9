using System.Diagnostics;

namespace MesosOrleans.Tests.Containers.Running;

/// <summary>A root filesystem of busybox, which is linked statically: all that an image needs.</summary>
internal static class RootFilesystem
{
    private const string Busybox = "/bin/busybox";

    private static readonly string[] Applets = ["sh", "cat", "echo", "id", "sleep", "pwd", "head", "tail", "env", "kill", "ls", "touch", "stat", "true", "nc"];

    public static void Make(string folder)
    {
        foreach (var name in new[] { "bin", "etc", "dev", "proc", "sys", "tmp" }) Directory.CreateDirectory(Path.Combine(folder, name));
        var busybox = File.Exists(Busybox) ? Busybox : "/usr/bin/busybox";
        if (!File.Exists(busybox)) throw new FileNotFoundException("busybox is missing: install busybox-static");
        File.Copy(busybox, Path.Combine(folder, "bin/busybox"));
        foreach (var applet in Applets) File.CreateSymbolicLink(Path.Combine(folder, "bin", applet), "busybox");
        File.WriteAllText(Path.Combine(folder, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nalice:x:1234:1234::/home/alice:/bin/sh\n");
        File.WriteAllText(Path.Combine(folder, "etc/group"), "root:x:0:\nalice:x:1234:\n");
    }

    public static void Pack(string folder, string archive)
    {
        using var tar = Process.Start("tar", ["-C", folder, "-cf", archive, "."]);
        tar.WaitForExit();
        if (tar.ExitCode != 0) throw new IOException($"{folder} could not be packed");
    }
}
