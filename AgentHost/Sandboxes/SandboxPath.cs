using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>
/// Where a task's sandbox lies: <c>slaves/&lt;slave&gt;/frameworks/&lt;framework&gt;/executors/&lt;executor&gt;/runs/&lt;container&gt;</c>
/// under the work directory
/// (Mesos 0.19 <c>src/slave/paths.hpp</c>, rule 13.2). A command task is its own executor.
/// Deviation: an ID becomes one harmless path name. Mesos uses it as it is, so that the task <c>..</c> writes outside of its place.
/// </summary>
internal sealed record SandboxPath(string Runs, ContainerId Container)
{
    /// <summary>The file in the sandbox that the task's standard output goes to.</summary>
    public const string OutputName = "stdout";

    /// <summary>The file in the sandbox that the task's standard error goes to.</summary>
    public const string ErrorsName = "stderr";

    // A name may have 255 bytes; some tools add a suffix.
    private const int NameMax = 200;
    private const int KeptOfLong = 120;
    private const int HashLength = 32;

    /// <summary>The directory that a task starts in.</summary>
    public string Directory => Path.Combine(Runs, Container.Value);

    /// <summary>The directory of all runs of the executor.</summary>
    public string Executor => Path.GetDirectoryName(Runs)!;

    /// <summary>The directory of all executors of the framework.</summary>
    public string Framework => Path.GetDirectoryName(Path.GetDirectoryName(Executor)!)!;

    /// <summary>The symbolic link to the newest run.</summary>
    public string Latest => Path.Combine(Runs, "latest");

    /// <summary>Full path of <see cref="ErrorsName"/>.</summary>
    public string Errors => Path.Combine(Directory, ErrorsName);

    public static SandboxPath Of(string workDirectory, SlaveId slave, FrameworkId framework, ExecutorId executor, ContainerId container) => new(
        Path.Combine(OfSlave(workDirectory, slave), "frameworks", NameOf(framework.Value), "executors", NameOf(executor.Value), "runs"), container);

    /// <summary>The directory of all that is a slave's.</summary>
    public static string OfSlave(string workDirectory, SlaveId slave) => Path.Combine(workDirectory, "slaves", NameOf(slave.Value));

    /// <summary>
    /// One path name for an ID, different IDs have different names. Letters, digits and <c>-_.,=@+</c> stand for themselves, each other
    /// byte of UTF-8 is <c>%XX</c>,
    /// and so are the dots of <c>.</c> and <c>..</c>. What gets too long keeps its beginning, followed by <c>~</c>, which no other name
    /// has, and a hash.
    /// </summary>
    public static string NameOf(string id)
    {
        if (id is "" or "." or "..")
        {
            return id.Length == 0 ? "%" : id.Replace(".", "%2E", StringComparison.Ordinal);
        }

        var name = new StringBuilder(id.Length);
        foreach (var b in Encoding.UTF8.GetBytes(id))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "-_.,=@+".Contains((char)b, StringComparison.Ordinal))
            {
                name.Append((char)b);
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return name.Length <= NameMax ? name.ToString() : $"{name.ToString(0, KeptOfLong)}~{Hash(id)}";
    }

    private static string Hash(string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..HashLength];
}
