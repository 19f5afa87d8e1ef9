namespace MesosOrleans.Wire;

/// <summary>Bytes that are no such message. The text says what is wrong with which field.</summary>
public sealed class MessageException : Exception
{
    /// <summary>Without a word.</summary>
    public MessageException()
    {
    }

    /// <summary>What is wrong.</summary>
    public MessageException(string message)
        : base(message)
    {
    }

    /// <summary>What is wrong, and what found it.</summary>
    public MessageException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The fields that a message must have and has not: each with whether it is missing.</summary>
    internal static MessageException Missing(params ReadOnlySpan<(string Field, bool IsMissing)> required)
    {
        var names = new List<string>();
        foreach (var (field, isMissing) in required)
        {
            if (isMissing)
                names.Add(field);
        }
        return new MessageException($"Missing required fields: {string.Join(", ", names)}");
    }
}
