using System.Diagnostics;

namespace MesosOrleans.Tests.Unit.Guest;

/// <summary>A machine of its own for tests that need another kernel: one that starts from memory, runs these tests, and is gone.</summary>
internal static class GuestMachine
{
    // Without virtualization by the processor it is about 30 times slower than this machine.
    private const string TimeLimitSeconds = "1500";

    /// <summary>Unpacked, not installed, by <c>./test --long</c> (deploy/needs.sh).</summary>
    public static string Kernel => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../guest/vmlinuz"));

    /// <param name="arguments">Of the tests' program, separated by blanks.</param>
    /// <returns>All that the guest printed until it ended or its time was over.</returns>
    public static async Task<string> Run(string arguments)
    {
        if (!File.Exists(Kernel))
            throw new FileNotFoundException($"there is no kernel for a guest at {Kernel}; ./test --long puts Debian's there, or put one there yourself");
        var folder = Directory.CreateTempSubdirectory("mesos-guest-");
        try
        {
            var image = Path.Combine(folder.FullName, "image");
            await GuestImage.Write(image, folder.CreateSubdirectory("root").FullName, arguments);
            return await Boot(image);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Also when nobody is there any more to end it, it has its end.</summary>
    private static async Task<string> Boot(string image)
    {
        var start = new ProcessStartInfo("timeout",
        [
            "--kill-after=10", TimeLimitSeconds, "qemu-system-x86_64", "-accel", "kvm", "-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", "3072",
            "-nodefaults", "-no-user-config", "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
            "-kernel", Kernel, "-initrd", image, "-append", "console=ttyS0 quiet panic=-1 cgroup_no_v1=all",
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var machine = Process.Start(start)!;
        try
        {
            var errors = machine.StandardError.ReadToEndAsync();
            var console = await machine.StandardOutput.ReadToEndAsync();
            await machine.WaitForExitAsync();
            return $"{console}\n{await errors}\nthe machine ended with {machine.ExitCode}";
        }
        finally
        {
            if (!machine.HasExited) machine.Kill(entireProcessTree: true);
        }
    }
}
