using System.Diagnostics;

namespace MesosOrleans.Tests.Unit.Guest;

/// <summary>
/// The initial file system of a guest, which is its only one: these tests with the runtime that runs them, the programs that their commands call, and the
/// libraries of both, all from this machine.
/// </summary>
internal static class GuestImage
{
    private static readonly string[] Programs =
    [
        "cat", "cut", "dd", "env", "grep", "head", "id", "kill", "ls", "mkdir", "mount", "rm", "sed", "setsid", "sh", "sleep", "stat", "tr", "umount",
    ];

    // The runtime looks for them while it runs, so that no list of what it needs names them.
    private static readonly string[] HiddenLibraries = ["libcrypto.so.3", "libssl.so.3"];

    private static readonly string[] Accounts = ["/etc/group", "/etc/nsswitch.conf", "/etc/passwd"];

    private const string Runtime = "/dotnet", Tests = "/tests";

    /// <summary>Ends the guest whatever the tests do; what it prints are the results.</summary>
    private const string Init = $"""
        #!/bin/sh
        export PATH=/usr/bin:/bin DOTNET_ROOT={Runtime} DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs devtmpfs /dev
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
        echo "guest: cgroups $(grep cgroup /proc/mounts | cut -d ' ' -f 2,3)"
        set -f
        {Runtime}/dotnet exec {Tests}/MesosOrleans.Tests.Unit.dll --progress off --no-ansi $(cat /arguments)
        echo "guest: the tests ended with $?"
        echo o > /proc/sysrq-trigger
        sleep 60

        """;

    /// <param name="file">Where it is written.</param>
    /// <param name="folder">An empty one, for what is only needed meanwhile.</param>
    /// <param name="arguments">Of the tests' program; separated by blanks.</param>
    public static async Task Write(string file, string folder, string arguments)
    {
        foreach (var name in (string[])["bin", "dev", "etc", "proc", "sys", "tmp", "usr", "var/tmp"]) Directory.CreateDirectory(Path.Combine(folder, name));
        await File.WriteAllTextAsync(Path.Combine(folder, "arguments"), arguments);
        await File.WriteAllTextAsync(Path.Combine(folder, "init"), Init);

        var runtime = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        foreach (var part in (string[])["dotnet", "host", "shared"]) Link(folder, $"{Runtime}/{part}", Path.Combine(runtime, part));
        Link(folder, Tests, AppContext.BaseDirectory);
        foreach (var account in Accounts) Link(folder, account, account);
        var programs = Programs.Select(Find).ToList();
        foreach (var program in programs) Link(folder, $"/bin/{Path.GetFileName(program)}", program);
        Link(folder, "/usr/bin", Path.Combine(folder, "bin"));

        var libraries = await LibrariesOf([.. programs, Path.Combine(runtime, "dotnet"), .. Directory.EnumerateFiles(runtime, "*.so", SearchOption.AllDirectories)]);
        var system = Path.GetDirectoryName(libraries.Single(library => Path.GetFileName(library) == "libc.so.6"))!;
        foreach (var library in libraries.Union(HiddenLibraries.Select(name => Path.Combine(system, name)))) Link(folder, library, library);

        // Links are followed, so that nothing has to be copied first.
        await Run("sh", ["-c", "chmod 755 init && chmod 1777 tmp var/tmp && find -L . | cpio --quiet -o -L -H newc -R 0:0 > \"$0\"", file], folder);
    }

    private static void Link(string folder, string path, string target)
    {
        var link = folder + path;
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (!Path.Exists(link)) File.CreateSymbolicLink(link, target);
    }

    private static string Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"the guest needs the program '{program}', which is nowhere in PATH");

    /// <summary>Lines like <c>libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)</c> and <c>/lib64/ld-linux-x86-64.so.2 (0x…)</c>.</summary>
    private static async Task<HashSet<string>> LibrariesOf(IReadOnlyList<string> files) =>
    [
        .. from line in (await Run("ldd", files, "/")).Split('\n')
           let path = line.Split("=> ")[^1].Trim().Split(" (")[0]
           where line.StartsWith('\t') && path.StartsWith('/') && File.Exists(path)
           select path,
    ];

    private static async Task<string> Run(string program, IEnumerable<string> arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }
}
