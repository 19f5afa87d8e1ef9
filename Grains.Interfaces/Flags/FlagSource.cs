namespace MesosOrleans.Flags;

/// <summary>Where the value of a flag comes from, the strongest last.</summary>
public enum FlagSource
{
    /// <summary>Nobody gave it.</summary>
    Default,

    /// <summary>The section <c>Mesos</c> of <c>appsettings.json</c>.</summary>
    Settings,

    /// <summary>A variable <c>MESOS_NAME</c>.</summary>
    Environment,

    /// <summary>The command line.</summary>
    CommandLine,
}
