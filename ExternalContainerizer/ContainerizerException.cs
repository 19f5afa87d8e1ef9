namespace MesosOrleans.ExternalContainerizer;

/// <summary>A call cannot be carried out. The message is for the sandbox's stderr: what was expected, what is there, what to do.</summary>
internal sealed class ContainerizerException : Exception
{
    public ContainerizerException(string message)
        : base(message)
    {
    }

    public ContainerizerException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
