using MesosOrleans.ExternalContainerizer;

return ContainerizerCommand.Run(args, Console.Out, Console.Error);
