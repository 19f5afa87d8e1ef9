namespace MesosOrleans.Wire;

/// <summary>Which of Mesos's two vocabularies a message is written in: the same messages, with other names and here and there another number.</summary>
public enum Dialect
{
    /// <summary>That of Mesos 0.19, where agents are slaves: the external containerizer protocol.</summary>
    V0,

    /// <summary>That of the HTTP APIs of Mesos 1.x, where slaves are agents.</summary>
    V1,
}
