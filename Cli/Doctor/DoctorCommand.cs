using System.Text.Json;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Listings;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Doctor;

/// <summary><c>mesos doctor</c>: whether a silo and an agent would run well here, and what to do if not.</summary>
internal static class DoctorCommand
{
    private static readonly Flag<int> AgentPort = Flag.Port("agent_port", "5051", "Port of the agent's HTTP endpoints.").FromCommandLineOnly();

    private static readonly Flag<string> WorkDir = Flag.Of("work_dir", FlagKinds.Path, "/tmp/mesos", "Directory in which silo or agent write.");

    private static readonly Flag<string?> Master =
        Flag.Text("master", "HOST:PORT of silos with commas between: whether they answer, and how far their clocks are from this one.");

    public static readonly FlagSet Set = new(
        "mesos doctor", "Checks whether a silo and an agent run well on this machine, and says what to do if not. Nothing is changed. The exit code is 1 if something is bad.",
        [
            ProcessFlags.Ip, SiloFlags.Port, AgentPort, ProcessFlags.Hostname, WorkDir, Master, SiloFlags.ClusterDatabase, SiloFlags.LogReplicas, ClusterFlags.Json,
        ]);

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        var findings = await Look(values, interrupt.Token);
        await Console.Out.WriteAsync(values.Get(ClusterFlags.Json)
            ? ListingText.JsonLines(findings.Select(finding => JsonSerializer.Serialize(finding, FindingJson.Default.Finding)))
            : DoctorText.Of(findings, Paint.ForOutput()));
        return findings.Any(finding => finding.Verdict == Verdict.Bad) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static async Task<IReadOnlyList<Finding>> Look(FlagValues values, CancellationToken cancel)
    {
        var ip = values.Get(ProcessFlags.Ip);
        List<Finding> findings =
        [
            .. MachineProbe.Programs(),
            await MachineProbe.Port("silo", ip, values.Get(SiloFlags.Port), cancel),
            await MachineProbe.Port("agent", ip, values.Get(AgentPort), cancel),
            MachineProbe.Name(ProcessFlags.AdvertisedName(values), ip),
            MachineProbe.Disk(values.Get(WorkDir)),
            await MachineProbe.Clock(cancel),
            await MachineProbe.Containers(cancel),
        ];
        if (OperatingSystem.IsLinux())
        {
            findings.Add(MachineProbe.Cgroups());
            findings.AddRange(MachineProbe.Limits());
        }

        foreach (var master in values.Get(Master) is { } masters ? MasterAddress.Parse(masters) : [])
        {
            findings.Add(await ClusterProbe.Master(master, TimeProvider.System, cancel));
        }

        string?[] databases = [values.Get(SiloFlags.ClusterDatabase), .. values.Get(SiloFlags.LogReplicas) ?? []];
        foreach (var database in databases.OfType<string>())
        {
            findings.AddRange(await ClusterProbe.Database(database, cancel));
        }

        return findings;
    }
}
