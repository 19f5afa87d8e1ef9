using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>A user of the operating system.</summary>
/// <param name="Name">The login name.</param>
/// <param name="UserId">The number.</param>
/// <param name="GroupId">The number of its first group.</param>
/// <param name="Groups">All groups that it is in.</param>
internal sealed record UserAccount(string Name, uint UserId, uint GroupId, ImmutableArray<uint> Groups);

/// <summary>Looks users up where the system does (files, directory services), and gives files to them.</summary>
internal static unsafe partial class UserAccountClient
{
    private const int NameBytes = 16 * 1024;

    private const int GroupsFew = 64;

    /// <summary>Null if there is no such user.</summary>
    public static UserAccount? Find(string name)
    {
        var buffer = new byte[NameBytes];
        fixed (byte* names = buffer)
        {
            var error = Lookup(name, out var entry, names, NameBytes, out var found);
            return error == 0 && found != 0 ? new UserAccount(name, entry.UserId, entry.GroupId, GroupsOf(name, entry.GroupId)) : null;
        }
    }

    private static ImmutableArray<uint> GroupsOf(string name, uint first)
    {
        for (var size = GroupsFew; ;)
        {
            var groups = new uint[size];
            fixed (uint* start = groups)
            {
                if (GroupList(name, first, start, ref size) >= 0) return [.. groups.AsSpan(0, size)];
            }

            // The system says how many there are, or leaves it to us to ask for more.
            size = Math.Max(size, 2 * groups.Length);
        }
    }

    /// <summary>Makes the user the owner of a file or directory.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Give(string path, UserAccount account)
    {
        if (Own(path, account.UserId, account.GroupId) != 0)
        {
            throw new IOException($"{path} cannot be given to the user '{account.Name}': {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Lookup(string name, out Entry entry, byte* buffer, nint length, out nint found);

    [LibraryImport("libc", EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GroupList(string name, uint first, uint* groups, ref int count);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Own(string path, uint user, uint group);

    // struct passwd of Linux.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Entry
    {
        public readonly nint Name;
        public readonly nint Password;
        public readonly uint UserId;
        public readonly uint GroupId;
        public readonly nint Comment;
        public readonly nint Home;
        public readonly nint Shell;
    }
}
