namespace MesosOrleans.Tests.Unit.Storage;

/// <summary>A name in a directory of its own, which is gone with all files beside it in the end.</summary>
internal sealed class TemporaryFile(string name) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mesos-unit-");

    public string Path => System.IO.Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
