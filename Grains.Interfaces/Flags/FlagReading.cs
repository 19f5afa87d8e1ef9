namespace MesosOrleans.Flags;

/// <summary>From texts to values: fetches files, converts, and sees to what is required.</summary>
internal static class FlagReading
{
    private const string FilePrefix = "file://";

    /// <exception cref="FlagException">A value that cannot be read.</exception>
    public static FlagValues Values(
        FlagSet set, IEnumerable<GivenFlag> given, IReadOnlyList<string> positional, Func<string, string>? readFile)
    {
        var values = set.Flags.ToDictionary(
            flag => flag.Key,
            flag => new FlagValue(flag, flag.DefaultText, flag.DefaultText, flag.DefaultValue, FlagSource.Default));
        foreach (var one in given)
        {
            var text = !one.Raw.StartsWith(FilePrefix, StringComparison.Ordinal) ? one.Raw
                : one.Flag.IsPath ? one.Raw[FilePrefix.Length..]
                : FromFile(one, readFile);
            values[one.Flag.Key] = new FlagValue(one.Flag, one.Raw, text, Convert(one, text), one.Source);
        }

        return new FlagValues(set, values, positional);
    }

    /// <exception cref="FlagException">A required flag is missing, or values do not go together.</exception>
    public static void Demand(FlagSet set, FlagValues values)
    {
        if (set.Flags.FirstOrDefault(flag => flag.IsRequired && !values.IsGiven(flag)) is { } missing)
        {
            throw new FlagException($"--{missing.Name} is required: {missing.Expectation}");
        }

        foreach (var rule in set.Rules)
        {
            if (rule(values) is { } problem)
            {
                throw new FlagException(problem);
            }
        }
    }

    private static object? Convert(GivenFlag one, string text)
    {
        try
        {
            return one.Flag.Convert(text);
        }
        catch (FormatException problem)
        {
            var origin = one.Source == FlagSource.CommandLine ? one.Origin : $"--{one.Flag.Name} (from {one.Origin})";
            throw one.Flag.IsSecret
                ? new FlagException($"bad value for {origin}: expected {one.Flag.Expectation}")
                : new FlagException($"bad value for {origin}: {problem.Message}", problem);
        }
    }

    private static string FromFile(GivenFlag one, Func<string, string>? readFile)
    {
        var path = one.Raw[FilePrefix.Length..];
        if (path.Length == 0)
        {
            throw new FlagException($"{one.Origin}={one.Raw} names no file: expected file://PATH, for example file:///etc/mesos/master");
        }

        if (readFile is null)
        {
            throw new FlagException($"{one.Origin}={one.Raw}: a file cannot be read here; give the value itself");
        }

        try
        {
            var content = readFile(path);
            return content.EndsWith("\r\n", StringComparison.Ordinal) ? content[..^2] : content.EndsWith('\n') ? content[..^1] : content;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FlagException($"{one.Origin}={one.Raw}: cannot read the file {path}: {problem.Message}", problem);
        }
    }
}
