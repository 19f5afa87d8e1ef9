using System.Text;
using System.Text.Json;
using MesosOrleans.ExternalContainerizer.Plans;

namespace MesosOrleans.ExternalContainerizer.Docker;

/// <summary>
/// Credentials of a registry, for a pull: from <c>.docker/config.json</c> or <c>.dockercfg</c> in the sandbox, where frameworks fetched them to, else from the home directory. They are
/// handed to the engine and shown nowhere.
/// </summary>
internal static class RegistryCredentialStore
{
    private const string DefaultRegistry = "https://index.docker.io/v1/";

    /// <summary>The value of the header X-Registry-Auth; null if nobody knows the registry.</summary>
    /// <exception cref="ContainerizerException">A file is there and cannot be understood.</exception>
    public static string? Find(ImageName image, string sandbox)
    {
        var folders = new[] { sandbox, Environment.GetEnvironmentVariable("HOME") ?? "" };
        foreach (var file in folders.Where(folder => folder.Length > 0).SelectMany(folder => new[] { Path.Combine(folder, ".docker/config.json"), Path.Combine(folder, ".dockercfg") }))
        {
            if (!File.Exists(file)) continue;
            try
            {
                if (Header(image.Name!, File.ReadAllBytes(file)) is { } header) return header;
            }
            catch (Exception e) when (e is JsonException or FormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // Not its words: they hold what they must not show.
                throw new ContainerizerException($"{file}: expected credentials as docker login writes them ({e.GetType().Name})");
            }
        }

        return null;
    }

    /// <summary>The header for an image out of a file's text: <c>{"auths": {REGISTRY: {"auth": base64 of user:password}}}</c>, or without the outer object.</summary>
    public static string? Header(string imageName, ReadOnlyMemory<byte> file)
    {
        using var document = JsonDocument.Parse(file);
        var entries = document.RootElement.TryGetProperty("auths", out var auths) ? auths : document.RootElement;
        var first = imageName.Split('/')[0];
        var registry = imageName.Contains('/', StringComparison.Ordinal) && (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost")
            ? first
            : DefaultRegistry;
        foreach (var entry in entries.EnumerateObject())
        {
            if (entry.Name != registry && HostOf(entry.Name) != registry) continue;
            if (entry.Value.ValueKind != JsonValueKind.Object || !entry.Value.TryGetProperty("auth", out var auth) || auth.GetString() is not { Length: > 0 } encoded) continue;
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Split(':', 2);
            using var text = new MemoryStream();
            using (var json = new Utf8JsonWriter(text))
            {
                json.WriteStartObject();
                json.WriteString("username", parts[0]);
                json.WriteString("password", parts.Length > 1 ? parts[1] : "");
                json.WriteString("serveraddress", entry.Name);
                json.WriteEndObject();
            }

            return Convert.ToBase64String(text.ToArray()).Replace('+', '-').Replace('/', '_');
        }

        return null;
    }

    private static string HostOf(string registry) => Uri.TryCreate(registry, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Authority : registry;
}
