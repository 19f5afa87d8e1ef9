namespace MesosOrleans.Authentication;

/// <summary>A grain that belongs to a principal: agents and schedulers call their own only.</summary>
public interface IOwned
{
    /// <summary>Whose it is; null: nobody's yet.</summary>
    string? Owner { get; }
}
