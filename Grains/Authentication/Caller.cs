namespace MesosOrleans.Authentication;

/// <summary>Who has made the call that a grain is answering.</summary>
public static class Caller
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>Whose session the call has shown; null: it came from a silo, or without a session. Set by the door for each call, never by a caller.</summary>
    public static string? Principal
    {
        get => Current.Value;
        internal set => Current.Value = value;
    }
}
