using MesosOrleans.Tests.Support;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>A script of bash as a process.</summary>
internal static class TestShell
{
    /// <summary>Starts it; <c>$1</c> and so on are the arguments.</summary>
    public static TestProgram Start(string script, params string[] arguments) => TestProgram.StartCommand(["bash", "-c", script, "bash", .. arguments]);
}
