using MesosOrleans.Bench;
using MesosOrleans.Bench.Simulation;

return args is ["sim", .. var simulated] ? SimulationCommand.Run(simulated) : await BenchCommand.Run(args);
