namespace MesosOrleans.Flags;

/// <summary>How the text of a flag becomes a value: the shape, as in <see cref="FlagKinds"/>.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Placeholder">What stands for the value in the usage text, in capitals: <c>DURATION</c>.</param>
/// <param name="Expectation">What a good value looks like, with an example; shown where the value itself must not be.</param>
/// <param name="Parse">Reads a text; throws <see cref="FormatException"/> that names the text, what is expected and an example.</param>
/// <param name="Format">Writes a value in its usual form; null shows the text as it was given.</param>
public sealed record FlagKind<T>(string Placeholder, string Expectation, Func<string, T> Parse, Func<T, string>? Format = null)
{
    /// <summary>The same kind with one more demand on the value.</summary>
    /// <param name="expectation">What a good value looks like, with an example: <c>a whole number from 1 to 9, for example 5</c>.</param>
    /// <param name="holds">True of a good value.</param>
    public FlagKind<T> Where(string expectation, Func<T, bool> holds) => this with
    {
        Expectation = expectation,
        Parse = text => Parse(text) is var value && holds(value)
            ? value
            : throw new FormatException($"'{text}' is out of range: expected {expectation}"),
    };
}
