namespace MesosOrleans.Values;

public sealed partial class Resources
{
    /// <summary>
    /// Reads <c>cpus:4;mem:1024;ports:[31000-32000];disks:{sda1}</c>, with roles <c>cpus(ads):2</c>. Repeated names are added up. Scalars
    /// are decimals of up to three exact fractional digits; more are rounded, half away from zero.
    /// </summary>
    /// <param name="text">The text; empty gives <see cref="Empty"/>.</param>
    /// <param name="defaultRole">Role of the entries that name none.</param>
    /// <exception cref="FormatException">The message says the text, the bad token and what is expected.</exception>
    public static Resources Parse(string text, string defaultRole = Resource.AnyRole) =>
        TryParse(text, defaultRole, out var value, out var error) ? value : throw new FormatException(error);

    /// <summary>As <see cref="Parse"/>, without exceptions.</summary>
    /// <param name="text">The text; empty gives <see cref="Empty"/>.</param>
    /// <param name="defaultRole">Role of the entries that name none.</param>
    /// <param name="value">The sum of the entries; <see cref="Empty"/> when refused.</param>
    /// <param name="error">What is wrong, in which token of which text, and what is expected; empty when accepted.</param>
    public static bool TryParse(string text, string defaultRole, out Resources value, out string error)
    {
        value = Empty;
        if (!ResourcesText.TryParseEntries(text, defaultRole, out var entries, out error))
            return false;

        try
        {
            value = Of(entries.AsSpan());
            return true;
        }
        catch (OverflowException overflow)
        {
            error = $"Bad value for resources: {overflow.Message}";
            return false;
        }
    }

    /// <summary><c>name(role):value</c> joined with <c>; </c>; empty if there is nothing. <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Join<Resource>("; ", _entries);
}
