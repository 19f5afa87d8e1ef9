using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace MesosOrleans.Http;

/// <summary>HTML in the making. Only the literal parts of an interpolated string are markup: each value is escaped, so a page cannot forget to.</summary>
public sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    /// <summary>Appends markup with values in it.</summary>
    public HtmlText Add([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>What there is so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Takes the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        /// <summary>For the compiler.</summary>
        public Markup(int literalLength, int formattedCount, HtmlText page)
        {
            ArgumentNullException.ThrowIfNull(page);
            _text = page._text;
            _text.EnsureCapacity(_text.Length + literalLength + (16 * formattedCount));
        }

        /// <summary>Takes what stands in the source: markup.</summary>
        public void AppendLiteral(string markup) => _text.Append(markup);

        /// <summary>Takes a value: text, which is escaped.</summary>
        public void AppendFormatted<T>(T value) => _text.Append(WebUtility.HtmlEncode(value?.ToString()));
    }
}
