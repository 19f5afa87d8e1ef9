using System.Runtime.InteropServices;

namespace MesosOrleans.Values;

// Operands are canonical, so each operation is one merge of two sorted lists. An entry that does not change is shared, not copied.
public sealed partial class Resources
{
    /// <summary>Matching entries are added, others appended. Ranges and sets are united.</summary>
    /// <exception cref="OverflowException">A sum exceeds 64 bits of thousandths.</exception>
    public static Resources operator +(Resources left, Resources right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (right.IsEmpty)
            return left;
        if (left.IsEmpty)
            return right;

        Resource[] a = left._entries, b = right._entries;
        var sum = new EntryBuffer(Math.Max(a.Length, b.Length));
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            var order = i == a.Length ? 1 : j == b.Length ? -1 : a[i].CompareIdentity(b[j]);
            sum.Add(order < 0 ? a[i++] : order > 0 ? b[j++] : a[i++].Plus(b[j++]));
        }
        return sum.ToResources();
    }

    /// <summary>
    /// Matching entries are subtracted and dropped if nothing is left; entries of <paramref name="right"/> without a match are ignored.
    /// Scalars may become negative: check <see cref="Contains"/> before where that matters.
    /// </summary>
    /// <exception cref="OverflowException">A difference exceeds 64 bits of thousandths.</exception>
    public static Resources operator -(Resources left, Resources right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsEmpty || right.IsEmpty)
            return left;

        Resource[] a = left._entries, b = right._entries;
        var rest = new EntryBuffer(a.Length);
        var j = 0;
        foreach (var entry in a)
        {
            var order = -1;
            while (j < b.Length && (order = entry.CompareIdentity(b[j])) > 0)
                j++;
            rest.Add(j < b.Length && order == 0 ? entry.Minus(b[j++]) : entry);
        }
        return rest.ToResources();
    }

    /// <summary>
    /// True if <paramref name="other"/> &lt;= this: each of its entries has an entry of the same name, type and role here that is at least
    /// as large. Roles do not stand in for each other; see <see cref="Find"/> for that.
    /// </summary>
    public bool Contains(Resources other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
            return true;

        var i = 0;
        foreach (var wanted in other._entries)
        {
            var order = 1;
            while (i < _entries.Length && (order = wanted.CompareIdentity(_entries[i])) > 0)
                i++;
            if (i == _entries.Length || order != 0 || !_entries[i].Covers(wanted))
                return false;
        }
        return true;
    }

    /// <summary>
    /// Picks <paramref name="wanted"/>, whatever its roles, out of these: first from <paramref name="role"/>, then from <c>*</c>, then from
    /// the other roles in order. The result is contained in these and says by its roles where each part comes from.
    /// What is not allocatable in <paramref name="wanted"/> (a negative scalar) asks for nothing.
    /// </summary>
    /// <returns>The parts, or null if these do not hold as much.</returns>
    public Resources? Find(Resources wanted, string role)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(role);
        var found = new List<Resource>();
        foreach (var entry in wanted.Flatten()._entries)
        {
            if (!entry.IsAllocatable)
                continue;

            var missing = entry;
            for (var rank = 0; rank < 3 && !missing.IsNothing; rank++)
                missing = Take(missing, rank, role, found);
            if (!missing.IsNothing)
                return null;
        }
        return Of(CollectionsMarshal.AsSpan(found));
    }

    /// <summary>Moves what entries of one rank have of <paramref name="missing"/> to <paramref name="found"/>; returns the rest.</summary>
    private Resource Take(Resource missing, int rank, string role, List<Resource> found)
    {
        foreach (var entry in _entries)
        {
            if (entry.Name != missing.Name || entry.Type != missing.Type || Rank(entry.Role, role) != rank)
                continue;

            var part = entry.Common(missing);
            if (part.IsNothing)
                continue;

            found.Add(part);
            missing = missing.Minus(part);
        }
        return missing;
    }

    private static int Rank(string role, string preferred) => role == preferred ? 0 : role == Resource.AnyRole ? 1 : 2;
}
