using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.AgentHost.Http;

/// <summary>A file's kind and permissions as <c>ls -l</c> shows them: <c>-rw-r--r--</c>.</summary>
internal static class ModeText
{
    private const string Permissions = "rwxrwxrwx";

    public static string Of(FileStatus status) => string.Create(Permissions.Length + 1, status, static (text, file) =>
    {
        text[0] = file.Kind switch
        {
            FileKind.File => '-',
            FileKind.Directory => 'd',
            FileKind.Link => 'l',
            _ => '?',
        };
        for (var i = 0; i < Permissions.Length; i++)
        {
            var bit = 1 << (Permissions.Length - 1 - i);
            text[i + 1] = ((int)file.Mode & bit) != 0 ? Permissions[i] : '-';
        }
    });
}
