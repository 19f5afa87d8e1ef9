namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>Looks at how full a disk is.</summary>
internal static class DiskUsageStore
{
    /// <summary>The used part, 0 to 1, of the file system that holds the path.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    public static decimal Used(string path)
    {
        var disk = new DriveInfo(path);
        return disk.TotalSize == 0 ? 0 : 1 - ((decimal)disk.TotalFreeSpace / disk.TotalSize);
    }
}
