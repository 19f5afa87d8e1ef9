using System.Globalization;
using System.Net;
using MesosOrleans.Protocol;

namespace MesosOrleans;

/// <summary>
/// The names that one silo process draws from (rules 1.7, 1.8): the master ID holds start time, address and process ID, so no two processes draw the same; the counters begin at 0.
/// </summary>
public sealed class MasterIdentity(string masterId)
{
    private long _frameworks = -1;
    private long _slaves = -1;
    private long _offers = -1;

    public string MasterId { get; } = masterId;

    /// <summary><c>YYYYMMDD-HHMMSS-&lt;IP as a number in network byte order, read natively&gt;-&lt;port&gt;-&lt;process&gt;</c>.</summary>
    public static string MakeId(DateTimeOffset started, IPAddress address, int port, int process)
    {
        var number = BitConverter.ToUInt32(address.MapToIPv4().GetAddressBytes());
        return string.Create(CultureInfo.InvariantCulture, $"{started:yyyyMMdd-HHmmss}-{number}-{port}-{process}");
    }

    public FrameworkId NewFrameworkId() =>
        new(string.Create(CultureInfo.InvariantCulture, $"{MasterId}-{Interlocked.Increment(ref _frameworks):D4}"));

    public SlaveId NewSlaveId() => new(string.Create(CultureInfo.InvariantCulture, $"{MasterId}-{Interlocked.Increment(ref _slaves)}"));

    public OfferId NewOfferId() => new(string.Create(CultureInfo.InvariantCulture, $"{MasterId}-{Interlocked.Increment(ref _offers)}"));
}
