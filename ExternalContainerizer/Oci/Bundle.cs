namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>Where the OCI backend keeps what it has, below the agent's work directory.</summary>
internal sealed record OciLayout(string WorkDirectory)
{
    private string Top => Path.Combine(WorkDirectory, "containerizer");

    /// <summary>The runtime's own state.</summary>
    public string State => Path.Combine(Top, "state");

    /// <summary>Layouts that were unpacked.</summary>
    public string Images => Path.Combine(Top, "images");

    public string Bundles => Path.Combine(Top, "bundles");

    public Bundle BundleOf(string containerId) => new(Path.Combine(Bundles, containerId));
}

/// <summary>
/// A container's folder. The container is its runtime's, which also keeps its labels; here is what it is made of, and how it ended, which its parent alone learns.
/// </summary>
internal sealed record Bundle(string Folder)
{
    public string Spec => Path.Combine(Folder, "config.json");

    /// <summary>The image's root filesystem, as a link: its own path may have characters that options of mount have not.</summary>
    public string Image => Path.Combine(Folder, "image");

    /// <summary>The image with what the container writes over it.</summary>
    public string Root => Path.Combine(Folder, "rootfs");

    public string Upper => Path.Combine(Folder, "upper");

    public string Work => Path.Combine(Folder, "work");

    /// <summary>The first process, by the runtime.</summary>
    public string PidFile => Path.Combine(Folder, "pid");

    /// <summary>There once the container was started.</summary>
    public string Started => Path.Combine(Folder, "started");

    /// <summary>The first process's status as <c>waitpid</c> gave it, once it has ended.</summary>
    public string Exit => Path.Combine(Folder, "exit");

    /// <summary>What the runtime complains of.</summary>
    public string RuntimeLog => Path.Combine(Folder, "runtime.log");

    public string Volume(int number) => Path.Combine(Folder, "volumes", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
