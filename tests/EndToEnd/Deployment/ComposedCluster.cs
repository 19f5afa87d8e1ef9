using System.Globalization;
using System.Text.RegularExpressions;
using MesosOrleans.Tests.Support;

namespace MesosOrleans.Tests.EndToEnd.Deployment;

/// <summary>
/// The cluster of <c>docker-compose.yml</c> on a Docker engine of its own, with stand-ins for the images that it builds on and without Grafana, which cannot be had. Its files are copies,
/// without the ports of this machine; the engine's data, network and cgroups are gone afterwards.
/// </summary>
internal sealed partial class ComposedCluster : IAsyncDisposable
{
    /// <summary>All services but Grafana.</summary>
    public static readonly string[] Services = ["log1", "log2", "log3", "cluster-db", "silo1", "silo2", "silo3", "agent1", "agent2", "prometheus"];

    private readonly TemporaryFolder _folder = new();
    private TestProgram? _engine;

    private string Checkout => Path.Combine(_folder.Path, "mesos");

    private string CgroupParent => "mesos-test-" + Path.GetFileName(_folder.Path);

    public static async Task<ComposedCluster> Start()
    {
        var cluster = new ComposedCluster();
        try
        {
            await cluster.Prepare();
            await cluster.Compose("build silo1 agent1");
            await cluster.Compose($"up --detach --no-build {string.Join(' ', Services)}");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the health checks say, service by service.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Health()
    {
        var lines = (await Run("docker ps --all --format '{{.Label \"com.docker.compose.service\"}}|{{.Status}}'")).Split('\n');
        return lines.Select(line => line.Split('|')).ToDictionary(
            words => words[0], words => words[1].Contains("(healthy)", StringComparison.Ordinal) ? "healthy" : words[1]);
    }

    /// <summary>Runs a command in the container of a service; answers what it prints.</summary>
    public Task<string> In(string service, string command) => Compose($"exec -T {service} {command}");

    /// <summary>Ends containers at once.</summary>
    public Task Stop(params string[] services) => Compose($"kill {string.Join(' ', services)}");

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await Compose("down --volumes --timeout 1");
            _engine.Signal("TERM");
            await _engine.Exit();
            await _engine.DisposeAsync();
        }

        await Run(
            """
            grep -F "$0/" /proc/self/mountinfo | cut -d' ' -f5 | sort -r | xargs -r umount -l
            find /sys/fs/cgroup -mindepth 1 -maxdepth 3 -type d -name "$1" -exec rmdir {} +
            """);
        _folder.Dispose();
    }

    private async Task Prepare()
    {
        await Run(
            """
            mkdir "$0/mesos" && cd "$2" && cp -r docker-compose.yml .dockerignore deploy LICENSE README.md CHANGELOG.md Directory.Build.props "$0/mesos"
            rm -rf "$0/mesos/deploy/secrets" && "$0/mesos/deploy/secrets.sh"
            tests/EndToEnd/Deployment/stand-ins.sh "$0" "$2/artifacts/bin"
            """);
        var file = Path.Combine(Checkout, "docker-compose.yml");
        await File.WriteAllTextAsync(file, Ports().Replace(await File.ReadAllTextAsync(file), ""));
        _engine = TestProgram.StartCommand(
        [
            "dockerd", "--iptables=false", "--ip6tables=false", "--bridge=none", "--host", $"unix://{_folder.Path}/docker.sock", "--data-root", $"{_folder.Path}/data",
            "--exec-root", $"{_folder.Path}/exec", "--pidfile", $"{_folder.Path}/pid", "--cgroup-parent", "/" + CgroupParent,
        ]);
        await _engine.Says("API listen on");
        await Run(
            """
            image() { tar -C "$0/root" -cf - . | docker import "$@" - "mesos-test/$name" > /dev/null; }
            name=base image
            name=postgres image --change 'ENTRYPOINT ["postgres-entrypoint"]' --change 'VOLUME /var/lib/postgresql/data'
            name=prometheus image --change 'ENTRYPOINT ["prometheus"]' --change 'USER 65534'
            rm -rf "$0/root"
            """);
    }

    private Task<string> Compose(string arguments) => Run($"cd \"$0/mesos\" && docker-compose --project-name mesos {arguments}");

    // $0 is the folder, $1 the name of the cgroups, $2 the checkout.
    private async Task<string> Run(string script)
    {
        var environment =
            "set -euo pipefail; export DOCKER_HOST=\"unix://$0/docker.sock\" SDK_IMAGE=mesos-test/base RUNTIME_IMAGE=mesos-test/base POSTGRES_IMAGE=mesos-test/postgres "
            + "PROMETHEUS_IMAGE=mesos-test/prometheus MESOS_COMMIT=0123456789abcdef\n";
        await using var shell = TestProgram.StartCommand(["bash", "-c", environment + script, _folder.Path, CgroupParent, Repository.Root]);
        var code = await shell.Exit();
        return code == 0 ? shell.Printed : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"code {code}: {script}\n{shell.Output}"));
    }

    [GeneratedRegex("^ +ports: .*\n", RegexOptions.Multiline)]
    private static partial Regex Ports();
}
