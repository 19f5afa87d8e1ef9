using System.Text.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class RegistryDocumentsTests
{
    private static readonly RegistryJson Json = new(new(RegistryJson.Default.Options) { WriteIndented = true, IndentSize = 1, NewLine = "\n" });

    private static readonly MasterInfo Master = new()
    {
        Id = "20261123-012759-16777343-5050-11889",
        Ip = "127.0.0.1",
        Port = 5050,
        Pid = "master@127.0.0.1:5050",
        Hostname = "localhost",
    };

    private static readonly SlaveInfo Slave = new()
    {
        Id = new SlaveId("20261123-012759-16777343-5050-11889-0"),
        Hostname = "localhost",
        Checkpoint = true,
        Resources = Resources.Parse("cpus:64;mem:65536"),
    };

    [Fact]
    public void A_registry_is_shown_byte_for_byte_as_a_master_of_Mesos_shows_it() =>
        Golden.Equal("registry.golden.json", Text(Of(Slave)));

    [Fact]
    public void Every_type_of_resource_and_attribute_has_its_own_field()
    {
        var slave = Slave with { Resources = Resources.Parse("cpus(web):0.5;ports:[1-5, 7-9];disks:{a,b}"), Attributes = Attributes.Parse("rack:r1;level:3;ports:[2-3]") };

        var shown = JsonNode.Parse(Text(Of(slave)))!["slaves"]!["slaves"]![0]!["info"]!;

        Assert.Equal("""{"name":"cpus","role":"web","scalar":{"value":0.5},"type":"SCALAR"}""", shown["resources"]![0]!.ToJsonString());
        Assert.Equal("""{"name":"disks","role":"*","set":{"item":["a","b"]},"type":"SET"}""", shown["resources"]![1]!.ToJsonString());
        Assert.Equal(
            """{"name":"ports","ranges":{"range":[{"begin":1,"end":5},{"begin":7,"end":9}]},"role":"*","type":"RANGES"}""",
            shown["resources"]![2]!.ToJsonString());
        Assert.Equal(
            ["""{"name":"rack","text":{"value":"r1"},"type":"TEXT"}""", """{"name":"level","scalar":{"value":3},"type":"SCALAR"}""",
                """{"name":"ports","ranges":{"range":[{"begin":2,"end":3}]},"type":"RANGES"}"""],
            shown["attributes"]!.AsArray().Select(entry => entry!.ToJsonString()));
    }

    [Fact]
    public void Without_slaves_their_list_is_left_out_and_before_the_recovery_everything()
    {
        Assert.Equal("{}", JsonNode.Parse(Text(RegistryDocuments.Of(new RegistryView { Master = Master })))!["slaves"]!.ToJsonString());
        Assert.Equal("{}", Text(RegistryDocuments.NotRecovered));
    }

    private static RegistryDocument Of(SlaveInfo slave) => RegistryDocuments.Of(new RegistryView { Master = Master, Slaves = [slave] });

    private static string Text(RegistryDocument document) => JsonSerializer.Serialize(document, Json.RegistryDocument);
}
