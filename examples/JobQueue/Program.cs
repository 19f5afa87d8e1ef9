using System.Runtime.InteropServices;
using MesosOrleans.Authentication;
using MesosOrleans.Connection;
using MesosOrleans.Examples;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;

var role = Flag.Text("role", "*", "The framework's role.").FromCommandLineOnly();
var state = Flag.Required("state", FlagKinds.Text, "The file in which the queue remembers what is done and what runs.").FromCommandLineOnly();
var flags = new FlagSet(
    "JobQueue", "Runs the jobs of a file in the cluster, each when those that it comes after have succeeded. Killed and started again with the same --state, it "
    + "goes on with what runs. Exit code 0 if all have succeeded.", [role, state, SecurityFlags.Credential], "HOST:PORT FILE");

if (!ProgramFlags.Read(flags, args, out var given, out var exitCode))
    return exitCode;
if (given.Positional is not [var master, var path])
    return ProgramFlags.Refuse(flags.Name, "name the silos (HOST:PORT, or several separated by commas) and the file of jobs");

using var end = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
try
{
    var graph = JobGraph.Parse(File.ReadAllText(path));
    using var file = new StateFile<QueueState>(given.Get(state));
    var rules = new QueueRules(graph, given.Get(role), () => Guid.NewGuid().ToString("N")[..12]);
    var framework = new FrameworkInfo
    {
        Name = $"jobs of {Path.GetFileName(path)}",
        Role = given.Get(role),
        Checkpoint = true,
        FailoverTimeout = TimeSpan.FromDays(7).TotalSeconds,
    };
    var code = await new FrameworkDriver<QueueState>(file, rules, Console.WriteLine)
        .Run(master, framework, SecurityFlags.CredentialOf(given), new QueueState(), end.Token);
    foreach (var line in rules.Report(file.Load() ?? new QueueState()))
        Console.WriteLine(line);
    Console.WriteLine(code == 0 ? $"all {graph.Jobs.Length} jobs have succeeded" : "not all jobs have succeeded");
    return code;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    Console.WriteLine($"What runs goes on; start {flags.Name} again with the same --state.");
    return 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or FormatException or MasterUnreachableException
    or CredentialsException or NotAuthenticatedException)
{
    return ProgramFlags.Refuse(flags.Name, e.Message);
}

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}
