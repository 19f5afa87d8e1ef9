using System.Text;
using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>The sandbox's standard error, where the owner of a task looks for what became of its URIs.</summary>
internal sealed class FetchOutputStore(string directory)
{
    private readonly string _path = Path.Combine(directory, SandboxPath.ErrorsName);

    /// <summary>Makes both output files, so that they are there however the fetch ends.</summary>
    public void Begin()
    {
        foreach (var name in (string[])[SandboxPath.OutputName, SandboxPath.ErrorsName])
        {
            using (File.Open(Path.Combine(directory, name), FileMode.Append))
            {
            }
        }
    }

    public void Say(string line) => File.AppendAllText(_path, line + "\n", Encoding.UTF8);
}
