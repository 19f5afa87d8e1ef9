using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MesosOrleans.Bench;

/// <summary>
/// What runs the containers of the bench, all of it in a temporary folder: an engine of its own, a runtime with a root filesystem of busybox, or a program (<c>noop.c</c>) that starts nothing but <c>mesos-executor</c>. Ends
/// with the bench. Needs root.
/// </summary>
internal sealed class ContainerBackend : IAsyncDisposable
{
    private const string Image = "bench/busybox:1", Program = "mesos-external-containerizer";

    private readonly string _folder = Directory.CreateTempSubdirectory("mesos-bench-").FullName;
    private readonly string _name;
    private Process? _engine;
    private int _runs;

    private ContainerBackend(string name) => _name = name;

    /// <summary>False if there is nothing to run by hand.</summary>
    public bool HasHand => _name != "external-noop";

    public string[] AgentFlags => _name switch
    {
        "docker" => [$"--containerizer_path={Native()} --backend=docker --docker_socket={Socket}", $"--default_container_image=docker:///{Image}"],
        "runc" => [$"--containerizer_path={Native()} --backend=oci --runtime=runc", $"--default_container_image={_folder}/root"],
        _ => [$"--containerizer_path={_folder}/noop", "--default_container_image=docker:///none"],
    };

    private string Socket => _folder + "/docker.sock";

    public static async Task<ContainerBackend> Start(string name, CancellationToken cancel)
    {
        var backend = new ContainerBackend(name);
        try
        {
            await backend.Prepare(cancel);
            return backend;
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <summary>A container from its start to its end, as a person would run it.</summary>
    public Task RunByHand(CancellationToken cancel) => _name == "docker"
        ? Do(cancel, "docker", "-H", "unix://" + Socket, "run", "--rm", "--memory=32m", "--cpu-shares=102", Image, "/bin/sh", "-c", "true")
        : Do(cancel, "runc", "--root", _folder + "/state", "run", "--bundle", _folder + "/bundle", $"bench-{Environment.ProcessId}-{_runs++}");

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await Do(CancellationToken.None, "kill", "-TERM", $"{_engine.Id}");
            await _engine.WaitForExitAsync();
            _engine.Dispose();
        }

        await Do(CancellationToken.None, "sh", "-c", "grep -o \" $0/[^ ]*\" /proc/self/mountinfo | sort -r | xargs -r -n 1 umount -l; rm -rf \"$0\"", _folder);
    }

    private async Task Prepare(CancellationToken cancel)
    {
        if (!HasHand)
        {
            await Do(cancel, "cc", "-O1", "-static", "-o", _folder + "/noop", Path.Combine(AppContext.BaseDirectory, "noop.c"));
            return;
        }

        await Do(cancel, "sh", "-c", "mkdir -p $0/root/bin $0/root/proc $0/root/sys $0/root/dev && cp $(command -v busybox) $0/root/bin/ && for name in sh true; do ln -s busybox $0/root/bin/$name; done", _folder);
        if (_name == "runc") await PrepareBundle(cancel);
        else await PrepareEngine(cancel);
    }

    private async Task PrepareBundle(CancellationToken cancel)
    {
        await Do(cancel, "sh", "-c", "mkdir $0/bundle && cd $0/bundle && runc spec", _folder);
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(_folder + "/bundle/config.json", cancel))!;
        spec["process"]!["terminal"] = false;
        spec["process"]!["args"] = new JsonArray("/bin/sh", "-c", "true");
        spec["root"]!["path"] = _folder + "/root";
        spec["linux"]!["resources"] = new JsonObject
        {
            ["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" }),
            ["memory"] = new JsonObject { ["limit"] = 32 << 20 },
            ["cpu"] = new JsonObject { ["shares"] = 102 },
        };
        await File.WriteAllTextAsync(_folder + "/bundle/config.json", spec.ToJsonString(), cancel);
    }

    private async Task PrepareEngine(CancellationToken cancel)
    {
        _engine = Process.Start("sh",
        [
            "-c", "exec dockerd --iptables=false --bridge=none -H unix://$0/docker.sock --data-root $0/data --exec-root $0/exec --pidfile $0/pid > $0/log 2>&1", _folder,
        ]);
        await Do(cancel, "sh", "-c", "until docker -H unix://$0/docker.sock version > /dev/null 2>&1; do [ -e /proc/$1 ] || exit 1; sleep 0.1; done", _folder, $"{_engine.Id}");
        await Do(cancel, "sh", "-c", $"tar -C $0/root -c . | docker -H unix://$0/docker.sock import - {Image} > /dev/null", _folder);
    }

    private static async Task Do(CancellationToken cancel, params string[] words)
    {
        using var process = Process.Start(words[0], words[1..]);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{string.Join(' ', words)}' ended with {process.ExitCode}; the bench needs root, cc, docker.io, runc and busybox-static");
    }

    private static string Native()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.FullName, "ExternalContainerizer", here.Name, "native", Program);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build the solution where there is a linker");
    }
}
