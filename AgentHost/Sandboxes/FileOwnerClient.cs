using System.Globalization;
using System.Runtime.InteropServices;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>Names of users and groups, as the system knows them; the number as text where it knows none. Asks once for each.</summary>
internal sealed unsafe partial class FileOwnerClient
{
    private const int NameBytes = 16 * 1024;

    private readonly Dictionary<uint, string> _users = [];
    private readonly Dictionary<uint, string> _groups = [];

    private delegate int Lookup(uint id, out Entry entry, byte* buffer, nint length, out nint found);

    public string User(uint id) => Name(_users, id, UserById);

    public string Group(uint id) => Name(_groups, id, GroupById);

    private static string Name(Dictionary<uint, string> known, uint id, Lookup lookup)
    {
        if (known.TryGetValue(id, out var name))
        {
            return name;
        }

        var buffer = new byte[NameBytes];
        fixed (byte* bytes = buffer)
        {
            var isKnown = lookup(id, out var entry, bytes, NameBytes, out var found) == 0 && found != 0;
            name = isKnown ? Marshal.PtrToStringUTF8(entry.Name)! : id.ToString(CultureInfo.InvariantCulture);
        }

        return known[id] = name;
    }

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int UserById(uint id, out Entry entry, byte* buffer, nint length, out nint found);

    [LibraryImport("libc", EntryPoint = "getgrgid_r")]
    private static partial int GroupById(uint id, out Entry entry, byte* buffer, nint length, out nint found);

    // struct passwd and struct group begin with the name; the larger one has 48 bytes.
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private readonly struct Entry
    {
        public readonly nint Name;
    }
}
