using MesosOrleans.Hosting;

namespace MesosOrleans.Silo;

/// <summary>Which cluster this is: drawn when its work directory was first used, so that no client or silo of another one joins by mistake.</summary>
internal sealed record SiloCluster(string Id)
{
    private const string FileName = "cluster_id";

    public static SiloCluster Of(WorkDirectory work)
    {
        var path = Path.Combine(work.Path, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } known)
        {
            return new SiloCluster(known);
        }

        var drawn = Guid.NewGuid().ToString("N");
        var draft = path + ".new";
        File.WriteAllText(draft, drawn);
        File.Move(draft, path, overwrite: true);
        return new SiloCluster(drawn);
    }
}
