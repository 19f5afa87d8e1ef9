namespace MesosOrleans.Values;

/// <summary>Kind of a resource or attribute value; the numbers are those of <c>mesos.Value.Type</c>.</summary>
[Wire.WireEnum]
public enum ValueType
{
    /// <summary>A number with three exact decimals.</summary>
    Scalar = 0,

    /// <summary>Closed intervals of unsigned 64-bit numbers.</summary>
    Ranges = 1,

    /// <summary>Distinct strings; not allowed in attributes.</summary>
    Set = 2,

    /// <summary>Free text; not allowed in resources.</summary>
    Text = 3,
}
