using System.Diagnostics;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>What an operator would do to the machine.</summary>
internal static class SystemCommand
{
    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
