using MesosOrleans.Authentication;

namespace MesosOrleans.Bench;

/// <summary>What a silo, its agents and the bench need to authenticate everybody and to ask rules about each task; or nothing of it.</summary>
internal sealed class BenchSecurity : IDisposable
{
    private const string Rules = """
        {"permissive": false, "register_frameworks": [{"principals": {"values": ["bench"]}, "roles": {"type": "ANY"}}], "run_tasks": [{"principals": {"values": ["bench"]}, "users": {"type": "ANY"}}]}
        """;

    private readonly DirectoryInfo? _folder;

    public BenchSecurity(bool isOn)
    {
        if (!isOn)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("mesos-bench-");
        Credential = new Credential("bench", Guid.NewGuid().ToString("N"));
        File.WriteAllText(Path, $"{Credential.Principal} {Credential.Secret}");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Null: off.</summary>
    public Credential? Credential { get; }

    public string[] SiloFlags => Credential is null ? [] : ["--authenticate", "--authenticate_slaves", $"--credentials={Path}", $"--acls={Rules.Trim()}"];

    public string[] AgentFlags => Credential is null ? [] : [$"--credential={Path}"];

    private string Path => System.IO.Path.Combine(_folder!.FullName, "credential");

    public void Dispose() => _folder?.Delete(recursive: true);
}
