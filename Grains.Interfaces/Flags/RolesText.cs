using System.Collections.Immutable;

namespace MesosOrleans.Flags;

/// <summary>
/// The text of <c>--roles</c>: names with commas between. An empty text is no role. <c>*</c> always exists and need not be given.
/// </summary>
public static class RolesText
{
    private const string Expected = "a comma-separated list of role names, each once, for example ads,search";

    /// <summary>The kind of a flag that holds roles.</summary>
    public static FlagKind<ImmutableArray<string>> Kind { get; } = new("ROLES", Expected, Parse);

    /// <summary>The kind of a flag that holds one role.</summary>
    public static FlagKind<string> OneKind { get; } = new("ROLE", "a role name, for example ads", text =>
        IsName(text) ? text : throw FlagKinds.Bad(text, "a role", "a name without blanks and without , ; : = ( ), for example ads"));

    /// <summary>Reads the roles in their order.</summary>
    /// <param name="text">For example <c>ads,search</c>.</param>
    /// <exception cref="FormatException">An empty name, one with a blank or one of <c>, ; : = ( )</c>, or one name twice.</exception>
    public static ImmutableArray<string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            return [];
        }

        ImmutableArray<string> roles = [.. text.Split(',')];
        var bad = roles.FirstOrDefault(role => !IsName(role));
        return bad is not null ? throw FlagKinds.Bad(text, $"a list of roles ('{bad}' is no name)", Expected)
            : roles.Distinct().Count() < roles.Length ? throw FlagKinds.Bad(text, "a list of different roles", Expected)
            : roles;
    }

    // The signs that the texts of resources and weights give a meaning to.
    internal static bool IsName(string role) =>
        role.Length > 0 && !role.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || ",;:=()".Contains(c, StringComparison.Ordinal));
}
