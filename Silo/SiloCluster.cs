using MesosOrleans.Hosting;

namespace MesosOrleans.Silo;

/// <summary>Which cluster this is: drawn when its database or work directory was first used, so that no client or silo of another one joins by mistake.</summary>
internal sealed record SiloCluster(string Id, string ServiceId)
{
    /// <summary>The same for all clusters; <see cref="Id"/> tells them apart.</summary>
    public const string Service = "mesos-orleans";

    private const string FileName = "cluster_id";

    /// <summary>An ID that no cluster has.</summary>
    public static string DrawId() => Guid.NewGuid().ToString("N");

    /// <summary>Of a silo that is a cluster by itself.</summary>
    public static SiloCluster Of(WorkDirectory work)
    {
        var path = Path.Combine(work.Path, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } known)
        {
            return new SiloCluster(known, Service);
        }

        var drawn = DrawId();
        var draft = path + ".new";
        File.WriteAllText(draft, drawn);
        File.Move(draft, path, overwrite: true);
        return new SiloCluster(drawn, Service);
    }
}
