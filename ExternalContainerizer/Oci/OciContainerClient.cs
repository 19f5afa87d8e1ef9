using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>
/// A container as its monitor has it: the runtime gives the container's first process our outputs, and leaves it to us as its parent, who learn how it ends.
/// </summary>
internal sealed class OciContainerClient(RuntimeClient runtime, string containerId, Bundle bundle, string directory) : IMonitored
{
    private readonly Lock _gate = new();
    private int _process;

    public void Start()
    {
        // Before it: who sees a started container without this would take it for the rest of a launch that was broken off.
        File.WriteAllText(bundle.Started, "");
        Run(runtime.RunWords(containerId, bundle));
        _process = int.Parse(File.ReadAllText(bundle.PidFile), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Follow()
    {
        ChildProgram.AwaitEnd(_process);
        int status;
        lock (_gate)
        {
            status = ChildProgram.Await(_process);
            _process = 0;
        }

        BundleStore.WriteExit(bundle, status);
    }

    /// <summary>The first process of its namespace: all others end with it. Until we have its status nobody else can have its number.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (_process != 0) Native.kill(_process, Native.SigKill);
        }
    }

    public void Undo() => runtime.Delete(containerId);

    private void Run(IReadOnlyList<string> words)
    {
        var input = ChildProgram.Open("/dev/null", toAppend: false);
        var output = ChildProgram.Open(Path.Combine(directory, "stdout"), toAppend: true);
        var errors = ChildProgram.Open(Path.Combine(directory, "stderr"), toAppend: true);
        try
        {
            var status = ChildProgram.Await(ChildProgram.Start(words, input, output, errors));
            if (status != 0) throw new ContainerizerException($"container '{containerId}' cannot be started: {Complaint()}");
        }
        finally
        {
            Native.close(input);
            Native.close(output);
            Native.close(errors);
        }
    }

    private string Complaint() => File.Exists(bundle.RuntimeLog) && File.ReadAllText(bundle.RuntimeLog).Trim() is { Length: > 0 } text ? text : "see the sandbox's stderr";
}
