namespace MesosOrleans.Values;

/// <summary>
/// One entry of resources: a quantity of one name, of one type, reserved for one role (<c>*</c> = for nobody). Name, type and role are its
/// identity; the field numbers are those of <c>mesos.Resource</c>. Prints as <c>name(role):value</c>.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record Resource
{
    /// <summary>The role of what is reserved for nobody.</summary>
    public const string AnyRole = "*";

    private Resource(string name, ValueType type, string role, long milli, Ranges ranges, SetValue set)
    {
        Name = name;
        Type = type;
        Role = role;
        Milli = milli;
        Ranges = ranges;
        Set = set;
    }

    /// <summary>Name, such as <c>cpus</c>, <c>mem</c> (MB), <c>disk</c> (MB), <c>ports</c>.</summary>
    [Id(1)]
    public string Name { get; }

    /// <summary>Scalar, Ranges or Set; never Text.</summary>
    [Id(2)]
    public ValueType Type { get; }

    /// <summary>Thousandths of the unit, if <see cref="Type"/> is Scalar; else 0. Negative only as the result of a subtraction.</summary>
    [Id(3)]
    public long Milli { get; }

    /// <summary>The numbers, if <see cref="Type"/> is Ranges; else empty.</summary>
    [Id(4)]
    public Ranges Ranges { get; }

    /// <summary>The items, if <see cref="Type"/> is Set; else empty.</summary>
    [Id(5)]
    public SetValue Set { get; }

    /// <summary>The role that this is reserved for; <c>*</c> if for nobody.</summary>
    [Id(6)]
    public string Role { get; }

    /// <summary>
    /// True if a task can be given this: it has a name, and a scalar above 0, at least one range, or at least one item.
    /// Ranges and sets are free of overlaps and duplicates by construction; see <see cref="Ranges.TryOf"/> for input from outside.
    /// </summary>
    public bool IsAllocatable => Name.Length > 0 && (Type == ValueType.Scalar ? Milli > 0 : !IsNothing);

    /// <summary>The value alone: <c>0.5</c>, <c>[1-5, 7-9]</c> or <c>{a, b}</c>.</summary>
    public string ValueText => Type switch
    {
        ValueType.Scalar => ScalarText.Format(Milli),
        ValueType.Ranges => Ranges.ToString(),
        _ => Set.ToString(),
    };

    internal bool IsNothing => Type switch
    {
        ValueType.Scalar => Milli == 0,
        ValueType.Ranges => Ranges.IsEmpty,
        _ => Set.IsEmpty,
    };

    /// <summary>A scalar of <paramref name="milli"/> thousandths: <c>Scalar("cpus", 500)</c> is half a CPU.</summary>
    public static Resource Scalar(string name, long milli, string role = AnyRole) =>
        Make(name, ValueType.Scalar, role, milli, Ranges.Empty, SetValue.Empty);

    /// <summary>Ranges, such as ports.</summary>
    public static Resource OfRanges(string name, Ranges ranges, string role = AnyRole)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        return Make(name, ValueType.Ranges, role, 0, ranges, SetValue.Empty);
    }

    /// <summary>A set, such as disks.</summary>
    public static Resource OfSet(string name, SetValue set, string role = AnyRole)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Make(name, ValueType.Set, role, 0, Ranges.Empty, set);
    }

    /// <summary>The same quantity under another role.</summary>
    public Resource WithRole(string role) => role == Role ? this : Make(Name, Type, role, Milli, Ranges, Set);

    /// <summary><c>name(role):value</c>.</summary>
    public override string ToString() => $"{Name}({Role}):{ValueText}";

    /// <summary>Order of entries: name, then role (both ordinal), then type; 0 means the same identity.</summary>
    internal int CompareIdentity(Resource other)
    {
        var order = string.CompareOrdinal(Name, other.Name);
        if (order == 0)
            order = string.CompareOrdinal(Role, other.Role);
        return order != 0 ? order : (int)Type - (int)other.Type;
    }

    internal Resource Plus(Resource other) => Type switch
    {
        ValueType.Scalar => WithMilli(Sum(other)),
        ValueType.Ranges => WithRanges(Ranges + other.Ranges),
        _ => WithSet(Set + other.Set),
    };

    internal Resource Minus(Resource other) => Type switch
    {
        ValueType.Scalar => WithMilli(Difference(other)),
        ValueType.Ranges => WithRanges(Ranges - other.Ranges),
        _ => WithSet(Set - other.Set),
    };

    internal bool Covers(Resource other) => Type switch
    {
        ValueType.Scalar => other.Milli <= Milli,
        ValueType.Ranges => Ranges.Contains(other.Ranges),
        _ => Set.Contains(other.Set),
    };

    /// <summary>What both hold, under this one's identity; of scalars the smaller.</summary>
    internal Resource Common(Resource other) => Type switch
    {
        ValueType.Scalar => WithMilli(Math.Max(0, Math.Min(Milli, other.Milli))),
        ValueType.Ranges => WithRanges(Ranges.Intersect(other.Ranges)),
        _ => WithSet(Set.Intersect(other.Set)),
    };

    private static Resource Make(string name, ValueType type, string role, long milli, Ranges ranges, SetValue set)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(role);
        return new Resource(name, type, role, milli, ranges, set);
    }

    private Resource WithMilli(long milli) => milli == Milli ? this : new(Name, Type, Role, milli, Ranges, Set);

    private Resource WithRanges(Ranges ranges) => ReferenceEquals(ranges, Ranges) ? this : new(Name, Type, Role, Milli, ranges, Set);

    private Resource WithSet(SetValue set) => ReferenceEquals(set, Set) ? this : new(Name, Type, Role, Milli, Ranges, set);

    private long Sum(Resource other)
    {
        var sum = unchecked(Milli + other.Milli);
        return ((Milli ^ sum) & (other.Milli ^ sum)) < 0 ? throw Overflow(other, "sum") : sum;
    }

    private long Difference(Resource other)
    {
        var rest = unchecked(Milli - other.Milli);
        return ((Milli ^ other.Milli) & (Milli ^ rest)) < 0 ? throw Overflow(other, "difference") : rest;
    }

    private OverflowException Overflow(Resource other, string what) =>
        new($"The {what} of {this} and {other} does not fit into 64 bits of thousandths.");
}
