using System.Globalization;

namespace MesosOrleans.Tests.Support.Networks;

/// <summary>Machines on one switch, each a network namespace; the tests themselves are on it too, beside the machines. Links can be cut without a word to either side. Needs root.</summary>
public sealed class TestNetwork : IAsyncDisposable
{
    // Of 198.18.0.0/15, which is set aside for measurements of networks and routed nowhere.
    private const int NetworksMax = 256;
    private const string Nobody = "02:00:00:00:00:01";

    private readonly TestMachine _switch;
    private readonly List<TestMachine> _machines = [];
    private int _number;

    private TestNetwork(TestMachine center) => _switch = center;

    public static bool IsPossible { get; } = Environment.UserName == "root";

    public IReadOnlyList<TestMachine> Machines => _machines;

    /// <summary>The tests' own address: for agents and schedulers that are on no machine.</summary>
    public string Outside => Host(1);

    private string OwnLink => $"mesostest{_number}";

    public static async Task<TestNetwork> Start(int machines)
    {
        var network = new TestNetwork(await TestMachine.Start(""));
        try
        {
            await network._switch.Run("ip", "link", "add", "switch", "type", "bridge");
            await network._switch.Run("ip", "link", "set", "switch", "up");
            await network.JoinItself();
            for (var i = 0; i < machines; i++)
                await network.Join(i);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pulls the machine's cable: it reaches nobody and nobody reaches it; what is on it goes on.</summary>
    public Task Isolate(TestMachine machine) => _switch.Run("ip", "link", "set", Port(machine), "down");

    /// <summary>Puts the cable back.</summary>
    public Task Rejoin(TestMachine machine) => _switch.Run("ip", "link", "set", Port(machine), "up");

    /// <summary>These two do not reach each other any more, and everybody else as before: each sends to a card that nobody has.</summary>
    public static async Task Cut(TestMachine one, TestMachine other)
    {
        await one.Run("ip", "neigh", "replace", other.Address, "lladdr", Nobody, "dev", "eth0", "nud", "permanent");
        await other.Run("ip", "neigh", "replace", one.Address, "lladdr", Nobody, "dev", "eth0", "nud", "permanent");
    }

    /// <summary>They do again.</summary>
    public static async Task Mend(TestMachine one, TestMachine other)
    {
        await one.Run("ip", "neigh", "del", other.Address, "dev", "eth0");
        await other.Run("ip", "neigh", "del", one.Address, "dev", "eth0");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var machine in _machines)
            await machine.DisposeAsync();
        // The links of a namespace go with it, this process's own among them.
        await _switch.DisposeAsync();
        if (_number > 0)
            await Eventually.Holds($"{OwnLink} is gone", () => !Directory.Exists($"/sys/class/net/{OwnLink}"));
    }

    /// <summary>The name of the own end is what keeps networks of several test runs apart.</summary>
    private async Task JoinItself()
    {
        for (_number = 1; ; _number++)
        {
            try
            {
                await Shell.Run("ip", "link", "add", OwnLink, "type", "veth", "peer", "name", "outside", "netns", _switch.Pid);
                break;
            }
            catch (InvalidOperationException e) when (_number < NetworksMax - 1 && e.Message.Contains("exists", StringComparison.Ordinal))
            {
                // Another run has it.
            }
        }

        await _switch.Run("ip", "link", "set", "outside", "master", "switch", "up");
        await Shell.Run("ip", "address", "add", $"{Outside}/24", "dev", OwnLink);
        await Shell.Run("ip", "link", "set", OwnLink, "up");
    }

    private async Task Join(int index)
    {
        var machine = await TestMachine.Start(Host(10 + index));
        _machines.Add(machine);
        await _switch.Run("ip", "link", "add", Port(machine), "type", "veth", "peer", "name", "eth0", "netns", machine.Pid);
        await _switch.Run("ip", "link", "set", Port(machine), "master", "switch", "up");
        await machine.Run("ip", "address", "add", $"{machine.Address}/24", "dev", "eth0");
        await machine.Run("ip", "link", "set", "eth0", "up");
    }

    private string Port(TestMachine machine) => $"port{_machines.IndexOf(machine).ToString(CultureInfo.InvariantCulture)}";

    private string Host(int number) => string.Create(CultureInfo.InvariantCulture, $"198.18.{_number}.{number}");
}
