using System.Globalization;
using System.Runtime.InteropServices;
using MesosOrleans.Authentication;
using MesosOrleans.Connection;
using MesosOrleans.Examples;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Values;

var name = Flag.Text("name", "service", "The service's name.").FromCommandLineOnly();
var command = Flag.Text("command", "One copy, as the shell takes it. Needed unless --stop is given.").FromCommandLineOnly();
var version = Flag.Text("service_version", "1", "Copies of another version are replaced, a few at a time.").FromCommandLineOnly();
var copies = Flag.Integer("copies", 1, "How many copies run.").FromCommandLineOnly();
var each = Flag.Text("each", "cpus:0.1;mem:32", "What a copy needs.").FromCommandLineOnly();
var role = Flag.Text("role", "*", "The framework's role.").FromCommandLineOnly();
var surge = Flag.Integer("surge", 1, "How many copies there may be beyond --copies while versions are rolled.").FromCommandLineOnly();
var missing = Flag.Integer("missing", 0, "How many copies may be missing while versions are rolled.").FromCommandLineOnly();
var state = Flag.Required("state", FlagKinds.Text, "The file in which the keeper remembers what it launched.").FromCommandLineOnly();
var stop = Flag.Bool("stop", false, "Ends the service that the state file tells of, instead of keeping it.").FromCommandLineOnly();
var flags = new FlagSet(
    "ServiceKeeper", "Keeps so many copies of a command running in the cluster. Killed and started again with the same --state, it goes on with what runs; "
    + "started with other flags, it changes what runs.", [name, command, version, copies, each, role, surge, missing, state, stop, SecurityFlags.Credential], "HOST:PORT")
    .WithRule(values => values.Get(stop) || values.Get(command) is not null ? null : "--command is missing: say what a copy runs")
    .WithRule(values => values.Get(surge) + values.Get(missing) > 0 ? null : "--surge=0 and --missing=0 leave no way to roll to another version; give one of them");

if (!ProgramFlags.Read(flags, args, out var given, out var exitCode))
    return exitCode;
if (given.Positional is not [var master])
    return ProgramFlags.Refuse(flags.Name, "name the silos, HOST:PORT or several separated by commas");
if (!Resources.TryParse(given.Get(each), Resource.AnyRole, out var need, out var wrong))
    return ProgramFlags.Refuse(flags.Name, $"--each: {wrong}");

using var end = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
try
{
    using var file = new StateFile<KeeperState>(given.Get(state));
    if (given.Get(stop))
        return await Stop(file);

    var service = new Service(
        given.Get(name), given.Get(command)!, given.Get(version), given.Get(copies), need, given.Get(role), given.Get(surge), given.Get(missing));
    var framework = new FrameworkInfo
    {
        Name = $"keeper of {service.Name}",
        Role = service.Role,
        Checkpoint = true,
        FailoverTimeout = TimeSpan.FromDays(7).TotalSeconds,
    };
    var driver = new FrameworkDriver<KeeperState>(file, new KeeperRules(service, () => Guid.NewGuid().ToString("N")[..12]), Console.WriteLine);
    return await driver.Run(master, framework, SecurityFlags.CredentialOf(given), new KeeperState(), end.Token);
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The copies run on; start {flags.Name} again with the same --state, or with --stop."));
    return 0;
}
catch (Exception e) when (e is IOException or InvalidDataException or FormatException or MasterUnreachableException or CredentialsException or NotAuthenticatedException)
{
    return ProgramFlags.Refuse(flags.Name, e.Message);
}

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}

async Task<int> Stop(StateFile<KeeperState> file)
{
    if (file.Load() is not { Framework: { } id })
        return ProgramFlags.Refuse(flags.Name, $"--state={given.Get(state)} tells of no service");
    await using var scheduler = await MesosScheduler.Subscribe(
        master, new FrameworkInfo { Name = $"keeper of {given.Get(name)}", Id = new FrameworkId(id), Role = given.Get(role) },
        new SchedulerOptions { Credential = SecurityFlags.CredentialOf(given) }, end.Token);
    await scheduler.Teardown(end.Token);
    file.Save(new KeeperState());
    Console.WriteLine("stopped");
    return 0;
}
