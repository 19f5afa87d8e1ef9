using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Containers.Running;

/// <summary>
/// A Docker engine of the tests' own: its socket, data and state in a temporary folder, no network of its own, its cgroups below one of its name. All of that is gone afterwards, also what a test
/// left running.
/// </summary>
public sealed class DockerEngine : IAsyncLifetime
{
    public const string Image = "docker:///mesos-test/busybox:1", ImageWithoutShell = "docker:///mesos-test/bare:1";

    private readonly string _folder = Directory.CreateTempSubdirectory("mesos-docker-").FullName;
    private Process? _process;

    public string Socket => _folder + "/docker.sock";

    private string Log => _folder + "/dockerd.log";

    private string CgroupParent => "mesos-test-" + Path.GetFileName(_folder);

    public async ValueTask InitializeAsync()
    {
        await Start();
        RootFilesystem.Make(_folder + "/root");
        await Import("busybox", "");
        File.Delete(_folder + "/root/bin/sh");
        await Import("bare", "&changes=" + Uri.EscapeDataString("""CMD ["/bin/echo", "no shell"]"""));
    }

    private async Task Import(string name, string changes)
    {
        RootFilesystem.Pack(_folder + "/root", _folder + "/root.tar");
        await using var archive = File.OpenRead(_folder + "/root.tar");
        using var content = new StreamContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
        using var http = Http();
        using var answer = await http.PostAsync(new Uri($"http://docker/images/create?fromSrc=-&repo=mesos-test/{name}&tag=1{changes}"), content);
        answer.EnsureSuccessStatusCode();
        Assert.DoesNotContain("error", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>How many containers it has, running or not.</summary>
    public async Task<int> Count()
    {
        using var http = Http();
        return System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(new Uri("http://docker/containers/json?all=true"))).RootElement.GetArrayLength();
    }

    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var http = Http();
            foreach (var id in System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(new Uri("http://docker/containers/json?all=true"))).RootElement.EnumerateArray())
                using (await http.DeleteAsync(new Uri($"http://docker/containers/{id.GetProperty("Id").GetString()}?force=true"))) { }
        }
        finally
        {
            await Stop();
            foreach (var mount in File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Where(point => point.StartsWith(_folder, StringComparison.Ordinal)).Reverse().ToArray())
            {
                using var umount = Process.Start("umount", ["-l", mount]);
                await umount.WaitForExitAsync();
            }

            foreach (var hierarchy in Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup"))
            {
                if (Directory.Exists(Path.Combine(hierarchy, CgroupParent))) Directory.Delete(Path.Combine(hierarchy, CgroupParent));
            }

            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task Start()
    {
        var start = new ProcessStartInfo("/bin/sh",
        [
            "-c", "exec dockerd \"$@\" >> \"$0\" 2>&1", Log, "--iptables=false", "--bridge=none", "-H", "unix://" + Socket, "--data-root", _folder + "/data",
            "--exec-root", _folder + "/exec", "--pidfile", _folder + "/pid", "--cgroup-parent", "/" + CgroupParent,
        ]);
        _process = Process.Start(start)!;
        using var http = Http();
        await Eventually.Holds("the engine answers", async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException("dockerd has ended: " + await File.ReadAllTextAsync(Log));
            try
            {
                using var answer = await http.GetAsync(new Uri("http://docker/_ping"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>It ends its own containerd, and with it the shims.</summary>
    private async Task Stop()
    {
        if (_process is null) return;
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        await Eventually.Holds($"nothing runs from {_folder}", () => TaskProcesses.With(_folder + "/exec").Count == 0);
        _process.Dispose();
        _process = null;
    }

    private HttpClient Http() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });
}
