using MesosOrleans.AgentHost.Http;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>One thing in a directory of a sandbox.</summary>
internal sealed record ListedFile(string Name, FileStatus Status);

/// <summary>What came of listing a directory of a sandbox: what is in it, sorted by name, or why nothing can be said.</summary>
internal sealed record Listing(IReadOnlyList<ListedFile> Files, FileRefusal Refusal);

/// <summary>
/// Lists directories of sandboxes for people elsewhere, under the rules of <see cref="SandboxFileStore"/>: what is listed is the directory that was
/// opened and found to lie inside, whatever its path has become meanwhile. Links are shown, not followed: what they lead to may be nobody's business.
/// </summary>
internal static class SandboxListStore
{
    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0 };

    public static Listing Of(SandboxAddress address)
    {
        using var opened = SandboxFileStore.OpenAny(address, out var refusal);
        if (opened is null)
        {
            return new Listing([], refusal);
        }

        // As in Mesos a file is a place with nothing in it.
        if (FileStatusStore.Of(opened)?.Kind != FileKind.Directory)
        {
            return new Listing([], FileRefusal.None);
        }

        var directory = $"/proc/self/fd/{opened.DangerousGetHandle()}/";
        var files = new List<ListedFile>();
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", All))
        {
            // What has gone meanwhile is not shown.
            if (FileStatusStore.Of(path) is { } status)
            {
                files.Add(new ListedFile(Path.GetFileName(path), status));
            }
        }

        files.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return new Listing(files, FileRefusal.None);
    }
}
