using MesosOrleans.ExternalContainerizer.Docker;
using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.ExternalContainerizer.Oci;

namespace MesosOrleans.ExternalContainerizer.Calls;

/// <summary><c>check</c>: what of this program works on this machine, line by line, with what to do about the rest. Starts no container.</summary>
internal sealed class MachineCheck(Settings settings, ProgramFile self, TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>0 if a backend works, else 1.</returns>
    public async Task<int> Run()
    {
        Line(true, "program", self.IsNative ? self.RunsInImages ? "native, runs inside of any image" : "native, needs a C library: in images the shell opens the outputs" : "managed: in images the shell opens the outputs");
        Line(true, "cgroups", $"version {(int)CgroupStore.Here}{(CgroupStore.CountsSwap ? "" : ", swap is not counted")}");
        if (settings.LibexecDirectory.Length > 0)
        {
            foreach (var program in new[] { "mesos-executor", "mesos-fetcher" })
            {
                var file = Path.Combine(settings.LibexecDirectory, program);
                Line(File.Exists(file), program, File.Exists(file) ? file : $"{file} is not there");
            }
        }

        var docker = await Docker();
        var oci = Oci();
        var chosen = settings.ChosenBackend;
        var works = chosen == BackendKind.Docker ? docker : oci;
        Line(works, "backend", $"{(chosen == BackendKind.Docker ? "docker" : "oci")}, {(settings.Backend is null ? "found" : "configured")}{(works ? "" : ", which does not work here")}");
        return works ? 0 : 1;
    }

    private async Task<bool> Docker()
    {
        if (!Path.Exists(settings.DockerSocket)) return Line(false, "docker", $"{settings.DockerSocket} is not there: no engine runs, or give --docker_socket");
        using var engine = new DockerEngineClient(settings.DockerSocket);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var info = await engine.Info(limit.Token);
            Line(true, "docker", $"engine {info.ServerVersion} at {settings.DockerSocket}, storage {info.Driver}, {info.Images} images");
            Line(info.MemoryLimit && info.CpuCfsQuota, "docker limits", $"cgroups version {info.CgroupVersion} by {info.CgroupDriver}{(info.MemoryLimit ? "" : ", memory cannot be limited")}{(info.SwapLimit ? "" : ", swap cannot be limited")}{(info.CpuCfsQuota ? "" : ", no CPU quota")}");
            Line(true, "docker restarts", info.LiveRestoreEnabled ? "containers live on when the engine is restarted" : "containers end when the engine is restarted: set live-restore in daemon.json to change that");
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or DockerRefusalException or OperationCanceledException)
        {
            return Line(false, "docker", $"{settings.DockerSocket}: {e.Message}; does dockerd run, and may this user use it?");
        }
    }

    private bool Oci()
    {
        if (RuntimeClient.Find(settings.Runtime) is not { } program) return Line(false, "oci", $"no {settings.Runtime ?? "runc or crun in PATH"}: install runc, or give --runtime");
        Line(true, "oci", $"{new RuntimeClient(program, "/").Version()} ({program})");
        var works = Environment.IsPrivilegedProcess || Line(false, "oci rights", "this user is not root, which the OCI backend needs");
        var folder = Path.Combine(settings.WorkDirectory.Length > 0 ? settings.WorkDirectory : Path.GetTempPath(), "containerizer-check-" + Path.GetRandomFileName());
        var complaint = works ? BundleStore.ProbeMount(folder) : null;
        if (works) works = Line(complaint is null, "oci root filesystems", complaint ?? "overlays can be mounted");
        var images = Directory.Exists(settings.Images) ? Directory.GetDirectories(settings.Images).Length : 0;
        Line(images > 0, "oci images", $"{images} in {settings.Images}{(images > 0 ? "" : ": put root filesystems or image layouts there, give --images, or name images by full paths")}");
        return works;
    }

    private bool Line(bool works, string subject, string text)
    {
        output.WriteLine($"{(works ? "ok  " : "no  ")}{subject}: {text}");
        return works;
    }
}
