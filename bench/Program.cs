using MesosOrleans.Bench;

return await BenchCommand.Run(args);
