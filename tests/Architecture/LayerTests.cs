using System.Reflection;
using System.Xml.Linq;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Architecture;

/// <summary>Dependencies point one way: Silo -> Grains -> Grains.Interfaces &lt;- AgentHost, Cli, bench.</summary>
public sealed class LayerTests
{
    public static TheoryData<string, string[]> References => new()
    {
        { "Grains.Interfaces/Grains.Interfaces.csproj", [] },
        { "Grains/Grains.csproj", ["Grains.Interfaces"] },
        { "Silo/Silo.csproj", ["Grains"] },
        { "AgentHost/AgentHost.csproj", ["Grains.Interfaces"] },
        { "AgentHost/Launcher/Launcher.csproj", [] },
        { "AgentHost/CommandExecutor/CommandExecutor.csproj", [] },
        { "ExternalContainerizer/ExternalContainerizer.csproj", [] },
        { "Cli/Cli.csproj", ["Grains.Interfaces"] },
        { "bench/Bench.csproj", ["Grains", "Grains.Interfaces"] },
        { "Grains.Interfaces/Generators/Generators.csproj", [] },
        { "examples/CrashSafe/CrashSafe.csproj", ["Grains.Interfaces"] },
        { "examples/HelloFramework/HelloFramework.csproj", ["Grains.Interfaces"] },
        { "examples/JobQueue/JobQueue.csproj", ["CrashSafe"] },
        { "examples/ManyTasksExecutor/ManyTasksExecutor.csproj", ["Grains.Interfaces"] },
        { "examples/ServiceKeeper/ServiceKeeper.csproj", ["CrashSafe"] },
    };

    [Theory, MemberData(nameof(References))]
    public void A_project_refers_only_to_those_below_it(string project, string[] expected)
    {
        var found = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));

        Assert.Equal(expected, found.Order());
    }

    /// <summary>The analyzer sees what a rule uses, not what its signatures name; this sees the signatures.</summary>
    [Fact]
    public void No_rule_names_an_Orleans_type_in_its_signatures()
    {
        string[] effects = ["Grain", "Store", "Storage", "Service", "Client", "Hosting", "Endpoint", "Endpoints", "Instruments", "State"];
        var rules = typeof(Slaves.SlaveMachine).Assembly.GetTypes().Where(type =>
            type is { IsPublic: true, Namespace: not null }
            && type.Namespace.StartsWith("MesosOrleans.", StringComparison.Ordinal)
            && !type.Name.Contains("OrleansCodeGen", StringComparison.Ordinal)
            && !effects.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal))).ToArray();

        var offences = rules.SelectMany(type => type
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
                .Any(named => named.Namespace?.StartsWith("Orleans", StringComparison.Ordinal) == true))
            .Select(method => $"{type.Name}.{method.Name}"));

        Assert.NotEmpty(rules);
        Assert.Empty(offences);
    }
}
