using System.Collections.Immutable;
using System.Globalization;

namespace MesosOrleans.ExternalContainerizer.Plans;

/// <summary>
/// The options of <c>docker run</c> that the containers of Mesos 0.19 were described with: words as the programs of that time put before the image's name, or the
/// key and value of a parameter of later versions. What would take the container out of the agent's hands, or contradict the task's resources, is refused; so is what is unknown.
/// </summary>
internal static class RunOptions
{
    private sealed record Option(string Name, char Letter, bool IsSwitch, Func<ContainerPlan, string, ContainerPlan> Apply);

    private static readonly ImmutableArray<Option> Known =
    [
        new("volume", 'v', false, (plan, value) => plan with { Volumes = plan.Volumes.Add(VolumeOf(value)) }),
        new("publish", 'p', false, (plan, value) => plan with { Ports = plan.Ports.Add(PortOf(value)) }),
        new("env", 'e', false, (plan, value) => plan with { Environment = WithVariable(plan.Environment, value) }),
        new("user", 'u', false, (plan, value) => plan with { User = value }),
        new("workdir", 'w', false, (plan, value) => plan with { WorkingDirectory = value }),
        new("net", '\0', false, (plan, value) => plan with { Network = value }),
        new("network", '\0', false, (plan, value) => plan with { Network = value }),
        new("hostname", 'h', false, (plan, value) => plan with { Hostname = value }),
        new("entrypoint", '\0', false, (plan, value) => plan with { Entrypoint = value.Length == 0 ? [] : [value] }),
        new("privileged", '\0', true, (plan, value) => plan with { Privileged = value == "true" }),
        new("cap-add", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { CapAdd = plan.Docker.CapAdd.Add(value) } }),
        new("cap-drop", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { CapDrop = plan.Docker.CapDrop.Add(value) } }),
        new("device", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { Devices = plan.Docker.Devices.Add(value) } }),
        new("dns", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { Dns = plan.Docker.Dns.Add(value) } }),
        new("dns-search", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { DnsSearch = plan.Docker.DnsSearch.Add(value) } }),
        new("add-host", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { ExtraHosts = plan.Docker.ExtraHosts.Add(value) } }),
        new("link", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { Links = plan.Docker.Links.Add(value) } }),
        new("volumes-from", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { VolumesFrom = plan.Docker.VolumesFrom.Add(value) } }),
        new("security-opt", '\0', false, (plan, value) => plan with { Docker = plan.Docker with { SecurityOptions = plan.Docker.SecurityOptions.Add(value) } }),
        new("label", 'l', false, (plan, value) => plan with { Labels = WithLabel(plan.Labels, value) }),
    ];

    // Option by option, why not.
    private static readonly ImmutableArray<(string Reason, ImmutableArray<string> Names)> Refused =
    [
        ("the task's resources say it", ["memory", "m", "memory-swap", "cpu-shares", "c", "cpu-quota", "cpu-period", "cpus"]),
        ("the agent keeps the container until its end was told", ["rm", "restart", "detach", "d", "name", "cidfile", "cgroup-parent"]),
        ("a task has no terminal and no input", ["tty", "t", "interactive", "i", "attach", "a", "sig-proxy", "detach-keys"]),
        ("only the task's own ports may be used", ["publish-all", "P"]),
        ("outputs go to the sandbox", ["log-driver", "log-opt"]),
    ];

    /// <summary>The plan with the options of a command line over it.</summary>
    /// <exception cref="ContainerizerException">One is unknown, refused or malformed; the message names it.</exception>
    public static ContainerPlan Apply(ContainerPlan plan, IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var (name, value) = Split(word);
            var option = Find(name, word);
            if (value is null && !option.IsSwitch && ++i == words.Count) throw Bad(word, "a value is missing behind it");
            plan = Apply(plan, option, word, value ?? (option.IsSwitch ? "true" : words[i]));
        }

        return plan;
    }

    /// <summary>The plan with one parameter over it, as <c>--key=value</c>.</summary>
    /// <exception cref="ContainerizerException">It is unknown, refused or malformed; the message names it.</exception>
    public static ContainerPlan Apply(ContainerPlan plan, string key, string value) => Apply(plan, Find(key, key), key, value);

    private static ContainerPlan Apply(ContainerPlan plan, Option option, string word, string value)
    {
        try
        {
            return option.Apply(plan, value);
        }
        catch (FormatException e)
        {
            throw Bad($"{word} {value}", e.Message);
        }
    }

    /// <summary><c>--name=value</c>, <c>--name value</c>, <c>-n value</c>, <c>-nvalue</c> and <c>-n=value</c>.</summary>
    private static (string Name, string? Value) Split(string word)
    {
        if (word.StartsWith("--", StringComparison.Ordinal)) return word[2..].Split('=', 2) is [var name, var value] ? (name, value) : (word[2..], null);
        if (word.Length < 2 || word[0] != '-') throw Bad(word, "expected an option of docker run, which begins with -");
        return (word[1..2], word.Length == 2 ? null : word[2..].TrimStart('='));
    }

    private static Option Find(string name, string word)
    {
        foreach (var (reason, names) in Refused)
        {
            if (names.Contains(name)) throw Bad(word, reason);
        }

        foreach (var option in Known)
        {
            if (option.Name == name || (name.Length == 1 && option.Letter == name[0])) return option;
        }

        throw Bad(word, $"known are {string.Join(", ", Known.Select(option => "--" + option.Name))}");
    }

    private static VolumeMount VolumeOf(string text) => text.Split(':') switch
    {
        [['/', ..] target] => new VolumeMount(null, target),
        [['/', ..] source, ['/', ..] target] => new VolumeMount(source, target),
        [['/', ..] source, ['/', ..] target, "rw"] => new VolumeMount(source, target),
        [['/', ..] source, ['/', ..] target, "ro"] => new VolumeMount(source, target, IsReadOnly: true),
        _ => throw new FormatException("expected /HOST/PATH:/CONTAINER/PATH, with :ro to read only"),
    };

    private static PublishedPort PortOf(string text)
    {
        var (ports, protocol) = text.Split('/', 2) is [var before, var after] ? (before, after) : (text, "tcp");
        if (protocol is not ("tcp" or "udp")) throw new FormatException("expected tcp or udp behind the slash");
        return ports.Split(':') switch
        {
            [var host, var container] => new PublishedPort(Number(host), Number(container), protocol),
            [var address, var host, var container] => new PublishedPort(Number(host), Number(container), protocol, address),
            _ => throw new FormatException("expected HOST_PORT:CONTAINER_PORT"),
        };
    }

    private static int Number(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new FormatException($"'{text}' is no port from 1 to 65535");

    private static ImmutableSortedDictionary<string, string> WithVariable(ImmutableSortedDictionary<string, string> variables, string text) =>
        text.Split('=', 2) is [{ Length: > 0 } name, var value] ? variables.SetItem(name, value) : throw new FormatException("expected NAME=VALUE");

    private static ImmutableSortedDictionary<string, string> WithLabel(ImmutableSortedDictionary<string, string> labels, string text)
    {
        var (name, value) = text.Split('=', 2) is [var before, var after] ? (before, after) : (text, "");
        return name.StartsWith("mesos.", StringComparison.Ordinal)
            ? throw new FormatException("labels that begin with mesos. are the agent's")
            : labels.SetItem(name, value);
    }

    private static ContainerizerException Bad(string option, string why) => new($"container option '{option}': {why}");
}
