using System.Globalization;
using System.Text;

namespace MesosOrleans.Pages;

/// <summary>How full the cluster was at a moment, per scalar.</summary>
/// <param name="At">When.</param>
/// <param name="Bars">One a resource. Of a moment at which nobody looked, the metrics know what was used; what was offered counts as 0.</param>
public sealed record ResourceSample(DateTimeOffset At, IReadOnlyList<ResourceBar> Bars);

/// <summary>The newest samples, oldest first, at most so many. A value: adding makes another.</summary>
public sealed class ResourceHistory
{
    private readonly int _most;
    private readonly ResourceSample[] _samples;

    /// <param name="most">How many are kept.</param>
    public ResourceHistory(int most)
        : this(most, [])
    {
    }

    private ResourceHistory(int most, ResourceSample[] samples) => (_most, _samples) = (most, samples);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ResourceSample> Samples => _samples;

    /// <summary>With one more; one that is not newer than the last is left out.</summary>
    public ResourceHistory With(ResourceSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return _samples.Length > 0 && sample.At <= _samples[^1].At
            ? this
            : new ResourceHistory(_most, [.. _samples.AsSpan(Math.Max(0, _samples.Length + 1 - _most)), sample]);
    }

    /// <summary>
    /// The area of a resource in an SVG of so many units, y downwards: from the left, where the oldest may stand, to the right, which is now. Used, or used and offered together. Empty below two samples.
    /// </summary>
    /// <param name="name">The resource.</param>
    /// <param name="withOffered">Whether what is offered lies on top.</param>
    /// <param name="width">Of the drawing.</param>
    /// <param name="height">Of the drawing: all that there is.</param>
    public string Area(string name, bool withOffered, double width, double height)
    {
        if (_samples.Length < 2)
        {
            return "";
        }

        var step = width / (_most - 1);
        var left = width - (step * (_samples.Length - 1));
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{left:0.##} {height:0.##}");
        for (var i = 0; i < _samples.Length; i++)
        {
            var bar = BarOf(_samples[i], name);
            var percent = bar.UsedPercent + (withOffered ? bar.OfferedPercent : 0);
            path.Append(CultureInfo.InvariantCulture, $"L{left + (step * i):0.##} {height * (1 - (percent / 100)):0.##}");
        }

        return path.Append(CultureInfo.InvariantCulture, $"L{width:0.##} {height:0.##}Z").ToString();
    }

    private static ResourceBar BarOf(ResourceSample sample, string name)
    {
        foreach (var bar in sample.Bars)
        {
            if (bar.Name == name)
            {
                return bar;
            }
        }

        return default;
    }
}
