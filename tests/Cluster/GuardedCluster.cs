using MesosOrleans.Authentication;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>A silo that authenticates everybody, with rules about bob, and an agent of the principal agents.</summary>
public sealed class GuardedCluster : IAsyncLifetime
{
    public static readonly Credential Ada = new("ada", "ada-s3cret");
    public static readonly Credential Bob = new("bob", "bob-s3cret");

    private const string Rules = """
        {
          "register_frameworks": [{"principals": {"values": ["bob"]}, "roles": {"values": ["*"]}}, {"principals": {"values": ["bob"]}, "roles": {"type": "NONE"}}],
          "run_tasks": [{"principals": {"values": ["bob"]}, "users": {"values": ["nobody"]}}, {"principals": {"values": ["bob"]}, "users": {"type": "NONE"}}],
          "kill_tasks": [{"principals": {"values": ["bob"]}, "framework_principals": {"type": "NONE"}}],
          "shutdown_frameworks": [{"principals": {"values": ["bob"]}, "framework_principals": {"type": "NONE"}}]
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-test-");

    public TestCluster Cluster { get; private set; } = null!;

    /// <summary>Flags of a silo that has the principals of the tests, and writes their file.</summary>
    public static string Write(string folder)
    {
        var path = Path.Combine(folder, "credentials");
        File.WriteAllText(path, $"ada {Ada.Secret}\nbob {Bob.Secret}\nagents agents-s3cret\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Path.Combine(folder, "agent"), "agents agents-s3cret");
        return path;
    }

    public async ValueTask InitializeAsync()
    {
        var credentials = Write(_folder.FullName);
        Cluster = await TestCluster.Start(
            0, "--authenticate", "--authenticate_slaves", $"--credentials={credentials}", $"--acls={Rules}", "--roles=ads", "--allocation_interval=200ms");
        await Cluster.StartAgent($"--credential={Path.Combine(_folder.FullName, "agent")}");
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
