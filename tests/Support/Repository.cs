namespace MesosOrleans.Tests.Support;

/// <summary>The checkout that the tests were built in.</summary>
public static class Repository
{
    /// <summary>The folder of <c>MesosOrleans.sln</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "MesosOrleans.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder.TrimEnd('/')) ?? throw new DirectoryNotFoundException("the tests lie outside of the checkout"));
}
