namespace MesosOrleans.ExternalContainerizer.Calls;

/// <summary>What has to be in a sandbox before its container starts.</summary>
internal static class SandboxStore
{
    private const UnixFileMode ForAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Makes <c>stdout</c> and <c>stderr</c>. The container's user is the image's, whom this machine need not know: so all may write there.</summary>
    /// <exception cref="ContainerizerException">The sandbox is not there, or something else of that name is in it.</exception>
    public static void MakeOutputs(string directory)
    {
        foreach (var name in new[] { "stdout", "stderr" })
        {
            var file = new FileInfo(Path.Combine(directory, name));
            try
            {
                if (file.LinkTarget is not null) throw new ContainerizerException($"{file.FullName} is a link: expected a file for outputs");
                File.AppendAllText(file.FullName, "");
                File.SetUnixFileMode(file.FullName, ForAll);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ContainerizerException($"{file.FullName}: {e.Message}", e);
            }
        }
    }
}
