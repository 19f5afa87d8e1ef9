using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MesosOrleans.Cli.Processes;

namespace MesosOrleans.Cli.Doctor;

/// <summary>Looks at this machine, and answers what <see cref="DoctorRules"/> makes of it.</summary>
internal static class MachineProbe
{
    private const string CgroupRoot = "/sys/fs/cgroup";
    private static readonly string[] OciRuntimes = ["runc", "crun"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<Finding> Port(string name, IPAddress ip, int port, CancellationToken cancel)
    {
        var isFree = true;
        try
        {
            using var probe = new TcpListener(ip, port);
            probe.Start();
        }
        catch (SocketException)
        {
            isFree = false;
        }

        return DoctorRules.Port(name, port, isFree, isFree ? null : await WhoAnswers(ip, port, cancel));
    }

    public static Finding Cgroups()
    {
        try
        {
            if (File.Exists($"{CgroupRoot}/cgroup.controllers"))
            {
                return DoctorRules.Cgroups(2, File.ReadAllText($"{CgroupRoot}/cgroup.controllers").Split((char[])[' ', '\n']), CanWrite(CgroupRoot));
            }

            var mounted = Directory.Exists(CgroupRoot) ? Directory.GetDirectories(CgroupRoot).Where(folder => File.Exists($"{folder}/cgroup.procs")).ToList() : [];
            var controllers = mounted.SelectMany(folder => Path.GetFileName(folder).Split(',')).Distinct().ToList();
            return DoctorRules.Cgroups(controllers.Count > 0 ? 1 : 0, controllers, mounted.TrueForAll(CanWrite));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return DoctorRules.Cgroups(0, [], isWritable: false);
        }
    }

    public static async Task<Finding> Containers(CancellationToken cancel)
    {
        var runtimes = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Distinct()
            .SelectMany(folder => OciRuntimes.Where(name => File.Exists(Path.Combine(folder, name)))).Distinct().ToList();
        return DoctorRules.Containers(await DockerVersion(cancel), runtimes);
    }

    public static async Task<Finding> Clock(CancellationToken cancel)
    {
        try
        {
            var start = new ProcessStartInfo("timedatectl", ["show", "--property=NTPSynchronized", "--value"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var ask = Process.Start(start)!;
            var said = (await ask.StandardOutput.ReadToEndAsync(cancel)).Trim();
            return DoctorRules.Clock(said switch { "yes" => true, "no" => false, _ => null });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return DoctorRules.Clock(null);
        }
    }

    public static Finding Disk(string directory)
    {
        // The directory is made by the program; what is there of it already says how much room there will be.
        var there = Path.GetFullPath(directory);
        while (!Directory.Exists(there))
        {
            there = Path.GetDirectoryName(there)!;
        }

        var drive = new DriveInfo(there);
        return DoctorRules.Disk(directory, drive.AvailableFreeSpace, drive.TotalSize, CanWrite(there));
    }

    public static IEnumerable<Finding> Limits()
    {
        var limits = File.ReadAllLines("/proc/self/limits");
        yield return DoctorRules.OpenFiles(Limit(limits, "Max open files", 0), Limit(limits, "Max open files", 1));
        var pidMax = long.Parse(File.ReadAllText("/proc/sys/kernel/pid_max"), CultureInfo.InvariantCulture);
        yield return DoctorRules.Processes(Limit(limits, "Max processes", 0), pidMax);
    }

    public static IEnumerable<Finding> Programs()
    {
        foreach (var (name, program) in new[] { ("silo", OtherProgram.Silo), ("agent", OtherProgram.Agent) })
        {
            string? problem = null;
            try
            {
                program.CommandLine([]);
            }
            catch (CliException missing)
            {
                problem = missing.Message;
            }

            yield return DoctorRules.Program(name, problem);
        }
    }

    public static Finding Name(string hostname, IPAddress ip)
    {
        try
        {
            var addresses = Dns.GetHostAddresses(hostname);
            return DoctorRules.Name(hostname, string.Join(", ", addresses.Select(address => address.ToString())), !IPAddress.IsLoopback(ip) && addresses.All(IPAddress.IsLoopback));
        }
        catch (SocketException)
        {
            return DoctorRules.Name(hostname, null, false);
        }
    }

    private static async Task<string?> WhoAnswers(IPAddress ip, int port, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = Patience };
        var host = ip.Equals(IPAddress.Any) ? "127.0.0.1" : ip.ToString();
        foreach (var (name, path) in new[] { ("silo", "master/health"), ("agent", "slave(1)/health") })
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{host}:{port}/{path}"), cancel);
                if (answer.IsSuccessStatusCode)
                {
                    return name;
                }
            }
            catch (Exception problem) when (problem is HttpRequestException || (problem is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                // It is none of ours.
            }
        }

        return null;
    }

    private static async Task<string?> DockerVersion(CancellationToken cancel)
    {
        const string socketPath = "/var/run/docker.sock";
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var version = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(new Uri("http://docker/version"), cancel));
            return version.RootElement.GetProperty("Version").GetString();
        }
        catch (Exception problem) when (problem is HttpRequestException or System.Text.Json.JsonException || (problem is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    private static long Limit(string[] limits, string name, int column)
    {
        var values = limits.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return values[column] == "unlimited" ? long.MaxValue : long.Parse(values[column], CultureInfo.InvariantCulture);
    }

    // Asks the kernel, which knows about read-only mounts too.
    private static bool CanWrite(string directory) => NativeMethods.Access(directory, NativeMethods.Write) == 0;
}
