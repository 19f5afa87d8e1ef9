namespace MesosOrleans.Slaves;

/// <summary>What an activation of a slave does with the calls of a framework.</summary>
public enum CallsVerdict
{
    /// <summary>It takes them.</summary>
    Take,

    /// <summary>They answer offers, and its agent has not been heard in a session with it: it is soon, and shows what came of them, or has a session with another activation, which is to have them. They come again.</summary>
    Wait,

    /// <summary>They answer offers of a newer registration: another activation has taken over from it, which perhaps does not know that yet. It ends, and they come again.</summary>
    Superseded,
}
