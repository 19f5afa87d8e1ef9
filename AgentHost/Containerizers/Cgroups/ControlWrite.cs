namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>A value for a control file of a cgroup.</summary>
internal readonly record struct ControlWrite(string File, string Value);
