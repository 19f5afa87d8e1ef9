using MesosOrleans.Cli.Commands;

return await CommandTable.Run(args);
