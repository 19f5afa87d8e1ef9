using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.ExternalContainerizer.Plans;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>
/// Images of this machine: a root filesystem is used where it lies, a layout is unpacked once, below the name of its manifest's digest, whole or not at all. Every blob that
/// is used is checked against its digest, by <c>sha256sum</c>: this program has no C library to look for a cryptographic one with.
/// </summary>
internal sealed class ImageStore(string images, string unpacked, TextWriter log)
{
    private const string Index = "index.json", RefName = "org.opencontainers.image.ref.name", Sha256 = "sha256:";
    private const long DocumentMax = 16 * 1024 * 1024;

    /// <returns>The root filesystem, which is not to be written to, and what the image says.</returns>
    /// <exception cref="ContainerizerException">It is not there, or is no image.</exception>
    public (string Root, OciImageConfig Config) Find(ImageName image)
    {
        var folder = image.Path ?? Named(image);
        if (!Directory.Exists(folder)) throw new ContainerizerException($"image '{image.Text}': the folder {folder} is not there");
        return File.Exists(Path.Combine(folder, Index)) ? FromLayout(folder, image) : (folder, new OciImageConfig());
    }

    private string Named(ImageName image)
    {
        // A digest has a colon too, and names the layout's own blob.
        var candidates = new[] { $"{image.Name}:{image.Tag}", image.Name! }.Select(name => Path.Combine(images, name)).ToArray();
        return candidates.FirstOrDefault(Directory.Exists)
            ?? throw new ContainerizerException($"image '{image.Text}': neither {candidates[0]} nor {candidates[1]} is there; put a root filesystem or an image layout there, or give --images");
    }

    private (string Root, OciImageConfig Config) FromLayout(string layout, ImageName image)
    {
        var descriptor = Manifest(layout, Read(Path.Combine(layout, Index), OciJson.Default.OciIndex).Manifests, image);
        var manifest = Read(Blob(layout, descriptor), OciJson.Default.OciManifest);
        var config = Read(Blob(layout, manifest.Config), OciJson.Default.OciImageDocument).Config ?? new OciImageConfig();
        var root = Path.Combine(unpacked, descriptor.Digest[Sha256.Length..]);
        if (!Directory.Exists(root)) Unpack(layout, manifest, root);
        return (root, config);
    }

    private static OciDescriptor Manifest(string layout, ImmutableArray<OciDescriptor> manifests, ImageName image)
    {
        var named = image.Tag is { } tag
            ? manifests.Where(one => one.Digest == tag || (one.Annotations?.GetValueOrDefault(RefName) is { } name && (name == tag || name == image.Reference))).ToArray()
            : [];
        if (named.Length == 0 && manifests.Length == 1 && (image.Path is null || image.Tag is null)) named = [manifests[0]];
        if (named.Length != 1)
            throw new ContainerizerException(
                $"image '{image.Text}': the layout {layout} has {named.Length} manifests of this name; it has {string.Join(", ", manifests.Select(one => one.Annotations?.GetValueOrDefault(RefName) ?? one.Digest))}");
        if (!named[0].MediaType.Contains("index", StringComparison.Ordinal) && !named[0].MediaType.Contains("list", StringComparison.Ordinal)) return named[0];

        var here = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => "amd64", var other => other.ToString().ToLowerInvariant() };
        return Read(Blob(layout, named[0]), OciJson.Default.OciIndex).Manifests.FirstOrDefault(one => one.Platform is { Os: "linux" } platform && platform.Architecture == here)
            ?? throw new ContainerizerException($"image '{image.Text}': it is not made for linux/{here}");
    }

    private void Unpack(string layout, OciManifest manifest, string root)
    {
        log.WriteLine($"unpacking {manifest.Layers.Length} layers to {root}");
        Directory.CreateDirectory(unpacked);
        // Others may be at the same: each has its own, and the first one counts.
        var partial = Path.Combine(unpacked, "unpacking-" + Path.GetRandomFileName());
        Directory.CreateDirectory(partial);
        try
        {
            var store = new LayerStore(partial);
            foreach (var layer in manifest.Layers)
            {
                var blob = Blob(layout, layer);
                store.Apply(() => File.OpenRead(blob), layer.MediaType);
            }

            Directory.Move(partial, root);
        }
        catch (IOException) when (Directory.Exists(root))
        {
            Directory.Delete(partial, recursive: true);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    /// <summary>The file of a blob whose content is what its digest says.</summary>
    private static string Blob(string layout, OciDescriptor descriptor)
    {
        var digest = descriptor.Digest;
        if (!digest.StartsWith(Sha256, StringComparison.Ordinal) || digest.Length != Sha256.Length + 64 || digest[Sha256.Length..].Any(c => !char.IsAsciiHexDigitLower(c)))
            throw new ContainerizerException($"{layout}: expected a digest of sha256, got '{digest}'");
        var file = Path.Combine(layout, "blobs", "sha256", digest[Sha256.Length..]);
        if (!File.Exists(file)) throw new ContainerizerException($"{layout}: the blob {digest} is missing");
        var sum = ToolClient.Run(["sha256sum", "--", file]);
        if (!sum.Output.TrimStart('\\').StartsWith(digest[Sha256.Length..], StringComparison.Ordinal))
            throw new ContainerizerException($"{file}: its content is not what its digest says ({(sum.ExitCode == 0 ? sum.Output.Split(' ')[0] : sum.Errors.Trim())})");
        return file;
    }

    private static T Read<T>(string file, JsonTypeInfo<T> type)
    {
        try
        {
            if (new FileInfo(file).Length > DocumentMax) throw new ContainerizerException($"{file} is larger than {DocumentMax} bytes");
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), type) ?? throw new ContainerizerException($"{file}: expected an object");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new ContainerizerException($"{file}: {e.Message}", e);
        }
    }
}
