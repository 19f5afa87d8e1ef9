using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Containerizers;

namespace MesosOrleans.AgentHost.Sandboxes;

/// <summary>
/// Gives a directory with all that is in it to a user. Links are given themselves, not what they lead to; what is inside is given before what it
/// is in, so that the new owner cannot change the tree above a place that is still to come.
/// </summary>
internal static partial class OwnershipStore
{
    /// <exception cref="IOException">The system refuses.</exception>
    public static void GiveAll(string directory, UserAccount account)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", Everything))
        {
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                GiveAll(entry.FullName, account);
            }
            else
            {
                Give(entry.FullName, account);
            }
        }

        Give(directory, account);
    }

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, RecurseSubdirectories = false, IgnoreInaccessible = false };

    private static void Give(string path, UserAccount account)
    {
        if (Own(path, account.UserId, account.GroupId) != 0)
        {
            throw new IOException($"{path} cannot be given to the user '{account.Name}': {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Own(string path, uint user, uint group);
}
