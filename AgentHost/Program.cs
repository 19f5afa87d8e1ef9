using MesosOrleans.AgentHost;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.Flags;

if (args is [FetcherProgram.Word])
    return await FetcherProgram.Run();
return ProgramFlags.Read(AgentFlags.Set, args, out var flags, out var exitCode) ? await AgentHosting.Run(flags) : exitCode;
