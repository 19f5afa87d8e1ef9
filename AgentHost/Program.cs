using MesosOrleans.AgentHost;
using MesosOrleans.Flags;

return ProgramFlags.Read(AgentFlags.Set, args, out var flags, out var exitCode) ? await AgentHosting.Run(flags) : exitCode;
