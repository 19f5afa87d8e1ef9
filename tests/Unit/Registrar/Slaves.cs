using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Values;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace MesosOrleans.Tests.Unit.Registrar;

/// <summary>Slaves and operations, named by small numbers.</summary>
internal static class Slaves
{
    public static readonly RegistryCodecStore Codec =
        new(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<SlaveInfo>>());

    public static SlaveId Id(int slave) => new($"20261123-030000-S{slave}");

    public static SlaveInfo Info(int slave) => new()
    {
        Id = Id(slave),
        Hostname = $"host{slave}.example.org",
        Resources = Resources.Parse("cpus:4;mem:1024;ports:[31000-32000];disks:{sda1}"),
    };

    public static RegistryOperation.Admit Admit(int operation, int slave, int? registration = null) =>
        new(Number(operation), Number(registration ?? (1000 + slave)), Info(slave));

    public static RegistryOperation.Readmit Readmit(int operation, int slave) => new(Number(operation), Info(slave));

    public static RegistryOperation.Remove Remove(int operation, int slave) => new(Number(operation), Id(slave));

    public static Guid Number(int number) => new(number, 0, 0, new byte[8]);

    private static string Describe(AdmittedSlave slave) => $"{slave.Id.Value}:{slave.RegistrationId}:{slave.Info.Hostname}:{slave.Info.Resources}";

    /// <summary>Everything that a registry holds, as text.</summary>
    public static string Describe(this Registry registry) =>
        $"slaves {string.Join(",", registry.Slaves.Values.OrderBy(slave => slave.Id.Value, StringComparer.Ordinal).Select(Describe))} " +
        $"removed {string.Join(",", registry.Removed.InOrder.Select(removed => removed.Key.Value))} " +
        $"answered {string.Join(",", registry.Answered.InOrder.Select(answer => $"{answer.Key}:{answer.Value.Value}"))}";
}
