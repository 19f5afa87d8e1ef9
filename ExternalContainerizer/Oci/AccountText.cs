using System.Collections.Immutable;
using System.Globalization;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>Users and groups as an image knows them, by the text of its <c>/etc/passwd</c> and <c>/etc/group</c>.</summary>
internal static class AccountText
{
    /// <param name="user"><c>user</c>, <c>uid</c>, <c>user:group</c>, <c>uid:gid</c>; null or empty for root. A number need not be known.</param>
    /// <param name="passwd">Empty if the image has none.</param>
    /// <param name="group">Empty if the image has none.</param>
    /// <returns>The numbers, and the home directory if there is one.</returns>
    /// <exception cref="ContainerizerException">A name is unknown.</exception>
    public static (OciUser User, string? Home) Find(string? user, string passwd, string group)
    {
        var (name, groupName) = (user ?? "").Split(':', 2) is [var before, var after] ? (before, after) : (user ?? "", "");
        if (name.Length == 0) name = "0";
        var account = Lines(passwd, 4).FirstOrDefault(fields => fields[0] == name || fields[2] == name);
        var uid = account is null ? NumberOf(name, "user", user) : NumberOf(account[2], "user", user);
        var gid = account is null ? 0 : NumberOf(account[3], "group", user);
        var groups = ImmutableArray<uint>.Empty;
        if (groupName.Length > 0)
        {
            gid = NumberOf(Lines(group, 3).FirstOrDefault(fields => fields[0] == groupName)?[2] ?? groupName, "group", user);
        }
        else if (account is not null)
        {
            groups = [.. Lines(group, 4).Where(fields => fields[3].Split(',').Contains(account[0])).Select(fields => NumberOf(fields[2], "group", user))];
        }

        return (new OciUser(uid, gid, groups), account is { Length: > 5 } ? account[5] : null);
    }

    private static IEnumerable<string[]> Lines(string text, int fields) =>
        text.Split('\n').Select(line => line.TrimEnd('\r').Split(':')).Where(line => line.Length >= fields);

    private static uint NumberOf(string text, string what, string? user) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ContainerizerException($"user '{user}': the image knows no {what} '{text}'");
}
