using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MesosOrleans.ExternalContainerizer;
using MesosOrleans.ExternalContainerizer.Oci;
using MesosOrleans.ExternalContainerizer.Plans;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Containers.Oci;

public sealed class ImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Layers_lie_over_each_other_and_remove_what_they_say()
    {
        var layout = Layout(
            Layer(("etc/", null), ("etc/kept", "1"), ("etc/changed", "old"), ("etc/gone", "x"), ("opaque/", null), ("opaque/lower", "x")),
            Layer(("etc/.wh.gone", ""), ("etc/changed", "new"), ("opaque/upper", "y"), ("opaque/.wh..wh..opq", "")));

        var (root, config) = Find($"oci://{layout}:latest");

        Assert.Equal("1", File.ReadAllText(root + "/etc/kept"));
        Assert.Equal("new", File.ReadAllText(root + "/etc/changed"));
        Assert.False(File.Exists(root + "/etc/gone"));
        Assert.Equal([root + "/opaque/upper"], Directory.GetFiles(root + "/opaque"));
        Assert.Equal(["/entry"], config.Entrypoint!.Value);
        Assert.Equal(root, Find($"oci://{layout}").Root);
    }

    [Fact]
    public void A_link_in_a_layer_leads_nowhere_out_of_the_image()
    {
        var outside = Path.Combine(_folder.Path, "outside");
        Directory.CreateDirectory(outside);
        var layout = Layout(Layer(("dir", "->" + outside), ("up", "->../../../.."), ("dir/a", "1"), ("up/b", "2"), ("../../c", "3")));

        var (root, _) = Find($"oci://{layout}");

        Assert.Empty(Directory.GetFileSystemEntries(outside));
        Assert.Equal("1", File.ReadAllText(root + outside + "/a"));
        Assert.Equal("2", File.ReadAllText(root + "/b"));
        Assert.Equal("3", File.ReadAllText(root + "/c"));
    }

    [Fact]
    public void A_path_never_leaves_its_root_whatever_links_there_are() => Gen.Select(
        OneOf("a", "b", "..", ".", "").List[1, 6],
        Gen.Select(OneOf("/r/a", "/r/b", "/r/a/b", "/r/b/a"), OneOf("/", "/a", "..", "../../x", "b", "/b/../..")).List[0, 3]).Sample((parts, links) =>
    {
        try
        {
            var path = RootPath.Of("/r", string.Join('/', parts), at => links.Where(link => link.Item1 == at).Select(link => link.Item2).FirstOrDefault());
            return path is null || (path.StartsWith("/r/", StringComparison.Ordinal) && !path.Split('/').Contains(".."));
        }
        catch (ContainerizerException)
        {
            return true;
        }
    });

    [Fact]
    public void A_blob_that_is_not_what_its_digest_says_is_refused_and_leaves_nothing()
    {
        var layout = Layout(Layer(("a", "1")));
        var layer = Directory.GetFiles(layout + "/blobs/sha256").MaxBy(file => new FileInfo(file).LastWriteTimeUtc)!;
        foreach (var blob in Directory.GetFiles(layout + "/blobs/sha256").Where(file => File.ReadAllBytes(file)[0] == 0x1f)) layer = blob;
        File.AppendAllText(layer, "more");

        var refusal = Assert.Throws<ContainerizerException>(() => Find($"oci://{layout}"));

        Assert.Contains("digest", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Unpacked) && Directory.GetFileSystemEntries(Unpacked).Length > 0);
    }

    [Fact]
    public void An_image_that_is_not_there_is_named_with_the_places_that_were_looked_at()
    {
        var refusal = Assert.Throws<ContainerizerException>(() => Find("docker:///nothing:1"));

        Assert.Contains(Path.Combine(_folder.Path, "nothing:1"), refusal.Message, StringComparison.Ordinal);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private string Unpacked => Path.Combine(_folder.Path, "unpacked");

    private (string Root, OciImageConfig Config) Find(string image) => new ImageStore(_folder.Path, Unpacked, TextWriter.Null).Find(ImageName.Parse(image)!);

    private string Layout(params byte[][] layers)
    {
        var layout = Path.Combine(_folder.Path, "layout");
        Directory.CreateDirectory(layout + "/blobs/sha256");
        var config = Blob(Encoding.UTF8.GetBytes("""{"config": {"Entrypoint": ["/entry"]}}"""));
        var list = string.Join(',', layers.Select(layer => $$"""{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", {{Blob(layer)}} }"""));
        var manifest = Blob(Encoding.UTF8.GetBytes($$"""{"config": { {{config}} }, "layers": [{{list}}] }"""));
        File.WriteAllText(layout + "/index.json", $$"""
            {"manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", {{manifest}}, "annotations": {"org.opencontainers.image.ref.name": "latest"} }]}
            """);
        return layout;

        string Blob(byte[] bytes)
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
            File.WriteAllBytes($"{layout}/blobs/sha256/{digest}", bytes);
            return $"\"digest\": \"sha256:{digest}\", \"size\": {bytes.Length}";
        }
    }

    /// <summary>Files by name and text; no text for a directory, <c>-></c> and a target for a link.</summary>
    private static byte[] Layer(params (string Name, string? Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var archive = new TarWriter(zip))
        {
            foreach (var (name, text) in files)
            {
                var isLink = text?.StartsWith("->", StringComparison.Ordinal) == true;
                var entry = new PaxTarEntry(text is null ? TarEntryType.Directory : isLink ? TarEntryType.SymbolicLink : TarEntryType.RegularFile, name);
                if (isLink) entry.LinkName = text![2..];
                else if (text is not null) entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text));
                archive.WriteEntry(entry);
            }
        }

        return bytes.ToArray();
    }
}
