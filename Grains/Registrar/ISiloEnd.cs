namespace MesosOrleans.Registrar;

/// <summary>Ends the silo's process.</summary>
public interface ISiloEnd
{
    /// <summary>The silo must not go on: it stops, says why on standard error, and its process ends with exit code 1.</summary>
    void Refuse(string reason);
}
