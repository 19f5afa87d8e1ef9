using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text;
using MesosOrleans.Metrics;
using Xunit;

namespace MesosOrleans.Tests.Unit.Metrics;

/// <summary>docs/metrics.md is made from the instruments: UPDATE_GOLDEN=1 writes it anew.</summary>
public sealed class MetricsDocumentTests
{
    private const string Begin = "<!-- made from the instruments by MetricsDocumentTests -->";

    private static readonly string Path = Document();

    [Fact]
    public void The_document_is_as_the_instruments_are()
    {
        var text = File.ReadAllText(Path);
        var expected = text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + "\n\n" + Tables();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(Path));
    }

    [Fact]
    public void Every_key_of_mesos_has_an_instrument_or_follows_from_two()
    {
        var keys = Silo().Concat(Agent()).Select(instrument => MetricNames.KeyOf(instrument.Name)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(
            ["master/cpus_percent", "master/disk_percent", "master/mem_percent"],
            MetricNames.Keys.Where(key => !keys.Contains(key)).Order(StringComparer.Ordinal));
        Assert.Equal(71, MetricNames.Keys.Count);
        Assert.All(MetricRemarks.ByKey.Keys, key => Assert.True(MetricNames.Keys.Contains(key) || key.StartsWith("scheduler/", StringComparison.Ordinal), key));
    }

    [Fact]
    public void Every_instrument_says_what_it_is() => Assert.All(Silo().Concat(Agent()), instrument => Assert.False(string.IsNullOrEmpty(instrument.Description), instrument.Name));

    private static string Document([CallerFilePath] string test = "") => System.IO.Path.GetFullPath("../../../docs/metrics.md", System.IO.Path.GetDirectoryName(test)!);

    private static string Tables()
    {
        var text = new StringBuilder();
        Table(text, "Instruments of a silo", Silo());
        Table(text, "Instruments of an agent", Agent());
        text.Append("## Keys of Mesos 0.19\n\n| Key | Here |\n| --- | --- |\n");
        var agent = Agent().Select(instrument => MetricNames.KeyOf(instrument.Name));
        foreach (var key in MetricNames.Keys.Concat(agent.Where(key => key.StartsWith("slave/", StringComparison.Ordinal))).Append("scheduler/event_queue_size").Order(StringComparer.Ordinal))
        {
            text.Append($"| `{key}` | {MetricRemarks.ByKey.GetValueOrDefault(key, "same")} |\n");
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, string title, IReadOnlyList<Instrument> instruments)
    {
        text.Append($"## {title}\n\n| Instrument | Prometheus | Kind | What it says |\n| --- | --- | --- | --- |\n");
        foreach (var instrument in instruments)
        {
            text.Append($"| `{instrument.Name}` | `{Prometheus(instrument)}` | {Kind(instrument)} | {instrument.Description} |\n");
        }

        text.Append('\n');
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram, seconds",
        _ => "gauge",
    };

    private static string Prometheus(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('/', '_');
        var unit = instrument.Unit == "s" ? "_seconds" : "";
        return name + unit + (Kind(instrument) == "counter" ? "_total" : "");
    }

    private static List<Instrument> Silo() => Published(() =>
    {
        var meters = Meters.Factory();
        var masters = new MasterInstruments(meters);
        _ = new RegistrarInstruments(meters, masters, TimeProvider.System);
        _ = new ProcessInstruments(meters, () => TimeSpan.Zero, () => false);
    });

    private static List<Instrument> Agent() => Published(() => Meters.Agent());

    private static List<Instrument> Published(Action make)
    {
        var found = new List<Instrument>();
        var own = Environment.CurrentManagedThreadId;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (Environment.CurrentManagedThreadId == own && instrument.Meter.Name.StartsWith("MesosOrleans.", StringComparison.Ordinal) && collecting)
                    found.Add(instrument);
            },
        };
        listener.Start();
        collecting = true;
        make();
        collecting = false;
        return [.. found.OrderBy(instrument => instrument.Name, StringComparer.Ordinal)];
    }

    [ThreadStatic]
    private static bool collecting;
}
