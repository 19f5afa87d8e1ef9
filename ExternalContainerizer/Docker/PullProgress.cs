namespace MesosOrleans.ExternalContainerizer.Docker;

/// <summary>What the engine tells while it pulls, as lines for people: each step of each layer once, none of the moving bars.</summary>
internal sealed class PullProgress
{
    private readonly Dictionary<string, string> _steps = new(StringComparer.Ordinal);

    /// <summary>The line to show, or null for what was told already.</summary>
    public string? Next(PullLine line)
    {
        if (line.Error is { } error) return "error: " + error;
        if (line.Status is not { Length: > 0 } step) return null;
        if (line.Id is not { Length: > 0 } layer) return step;
        if (_steps.TryGetValue(layer, out var before) && before == step) return null;
        _steps[layer] = step;
        return $"{layer}: {step}";
    }
}
