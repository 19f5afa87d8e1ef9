using System.Runtime.CompilerServices;
using Xunit;

namespace MesosOrleans.Tests.Unit;

/// <summary>Compares a text with a file beside the test; UPDATE_GOLDEN=1 writes the file anew, for the diff to be read.</summary>
internal static class Golden
{
    public static void Equal(string file, string actual, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual + "\n");
        Assert.Equal(File.ReadAllText(path).TrimEnd('\n'), actual);
    }
}
