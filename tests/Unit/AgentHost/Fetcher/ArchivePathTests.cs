using CsCheck;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.AgentHost.Fetcher.Archives;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

public sealed class ArchivePathTests
{
    private const int KernelFollows = 40;

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("./a//b/", "a/b")]
    [InlineData("./", "")]
    [InlineData("...", "...")]
    [InlineData(@"a\..\b", @"a\..\b")]
    public void A_name_is_a_path_below_the_sandbox(string name, string path) => Assert.Equal(path, ArchivePath.Parse(name).Text);

    [Theory, InlineData("/etc/passwd"), InlineData("../a"), InlineData("a/../../b"), InlineData("a/.."), InlineData("..")]
    public void A_name_that_is_absolute_or_goes_up_is_refused(string name) => Assert.Throws<FetchException>(() => ArchivePath.Parse(name));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", "b/c")]
    [InlineData("lib/a", "../b")]
    [InlineData("x/y/z", "../../a/b")]
    [InlineData("x/y/z", "./.././../a")]
    public void A_link_inside_is_taken(string link, string target) => ArchivePath.Parse(link).RefuseLinkOutside(target);

    [Theory]
    [InlineData("a", "/etc")]
    [InlineData("a", "..")]
    [InlineData("a", "../b")]
    [InlineData("lib/a", "../../b")]
    [InlineData("lib/a", "b/../../..")]
    [InlineData("a", "b/..")]
    [InlineData("lib/a", "b/..")]
    [InlineData("a", "")]
    public void A_link_that_could_lead_out_is_refused(string link, string target) =>
        Assert.Throws<FetchException>(() => ArchivePath.Parse(link).RefuseLinkOutside(target));

    /// <summary>Links of links, real ones: wherever the kernel ends, it is inside.</summary>
    [Fact]
    public void Links_that_are_taken_stay_inside_however_they_are_chained()
    {
        var path = Gen.OneOf("a", "b").Array[1, 3].Select(parts => string.Join('/', parts));
        var target = Gen.OneOf("..", "a", "b").Array[1, 3].Select(parts => string.Join('/', parts));
        Gen.Select(path, target).Array[1, 12].Sample(
            links =>
            {
                var root = Directory.CreateTempSubdirectory("mesos-links-").FullName;
                try
                {
                    var tree = new SandboxTreeStore(root, FetchBudget.Of(1 << 20, 1 << 30));
                    foreach (var (link, target) in links)
                    {
                        try
                        {
                            tree.AddLink(ArchivePath.Parse(link), target);
                        }
                        catch (FetchException)
                        {
                            continue;
                        }
                    }

                    Assert.All(LinksBelow(new DirectoryInfo(root)), link => Assert.True(IsInside(root, link), $"{link.FullName} -> {link.LinkTarget}"));
                }
                finally
                {
                    Directory.Delete(root, recursive: true);
                }
            },
            iter: 300);
    }

    private static IEnumerable<FileSystemInfo> LinksBelow(DirectoryInfo directory) => directory.EnumerateFileSystemInfos().SelectMany(
        entry => entry.LinkTarget is not null ? [entry] : LinksBelow((DirectoryInfo)entry));

    private static bool IsInside(string root, FileSystemInfo link)
    {
        var follows = 0;
        var real = Real(link.FullName, ref follows);
        return real is null || real == root || real.StartsWith(root + "/", StringComparison.Ordinal);
    }

    // Goes the way of the kernel, part by part, so that links are seen that lead out although nothing is there; null for what is a loop to it.
    private static string? Real(string path, ref int follows)
    {
        var full = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            full = part switch
            {
                "." => full,
                ".." => Path.GetDirectoryName(full) ?? "/",
                _ => Path.Combine(full, part),
            };
            if (new FileInfo(full).LinkTarget is not { } target)
            {
                continue;
            }

            if (++follows > KernelFollows || Real($"{Path.GetDirectoryName(full)}/{target}", ref follows) is not { } next)
            {
                return null;
            }

            full = next;
        }

        return full;
    }
}
