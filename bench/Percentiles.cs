namespace MesosOrleans.Bench;

/// <summary>Figures of a sample.</summary>
internal sealed class Percentiles
{
    private readonly List<double> _values = [];
    private readonly Lock _gate = new();

    public int Count => _values.Count;

    public void Add(double value)
    {
        lock (_gate)
        {
            _values.Add(value);
        }
    }

    /// <summary>Linear between the neighbours, as Mesos's timers have it; rounded to thousandths.</summary>
    public double At(double p)
    {
        lock (_gate)
        {
            if (_values.Count == 0)
            {
                return 0;
            }

            var sorted = _values.Order().ToArray();
            var position = p * (sorted.Length - 1);
            var below = (int)position;
            var above = Math.Min(below + 1, sorted.Length - 1);
            return Math.Round(sorted[below] + ((position - below) * (sorted[above] - sorted[below])), 3);
        }
    }
}
