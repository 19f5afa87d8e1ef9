using MesosOrleans.ExternalContainerizer;
using MesosOrleans.ExternalContainerizer.Host;

// First process of a container: nothing else is looked at.
return args is [EnterProgram.Command, ..] ? EnterProgram.Run(args.AsSpan(1)) : await ContainerizerCommand.Run(args, Console.Out, Console.Error);
