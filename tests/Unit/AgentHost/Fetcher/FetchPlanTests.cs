using CsCheck;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

public sealed class FetchPlanTests
{
    private static readonly FetchSettings Settings = new() { FrameworksHome = "/home/frameworks" };

    [Theory]
    [InlineData("/opt/app.tgz", "LocalFile { Path = /opt/app.tgz, IsPublished = False }", "app.tgz")]
    [InlineData("file:///opt/app", "LocalFile { Path = /opt/app, IsPublished = False }", "app")]
    [InlineData("FILE://localhost/opt/a%20b", "LocalFile { Path = /opt/a%20b, IsPublished = False }", "a%20b")]
    [InlineData("tools/run.sh", "LocalFile { Path = /home/frameworks/tools/run.sh, IsPublished = True }", "run.sh")]
    [InlineData("run.sh", "LocalFile { Path = /home/frameworks/run.sh, IsPublished = True }", "run.sh")]
    [InlineData("http://h:81/d/app.zip?token=1#x", "Http { Uri = http://h:81/d/app.zip?token=1#x }", "app.zip")]
    [InlineData("https://h/app", "Http { Uri = https://h/app }", "app")]
    [InlineData("ftp://h/d/app", "Ftp { Uri = ftp://h/d/app, IsEncrypted = False }", "app")]
    [InlineData("ftps://h/d/app", "Ftp { Uri = ftp://h/d/app, IsEncrypted = True }", "app")]
    [InlineData("hdfs://nn:9000/u/app.tgz", "Hadoop { Uri = hdfs://nn:9000/u/app.tgz }", "app.tgz")]
    [InlineData("s3n://bucket/app", "Hadoop { Uri = s3n://bucket/app }", "app")]
    public void The_scheme_tells_where_a_file_is_and_the_last_part_what_it_is_called(string uri, string source, string name)
    {
        var step = Step(uri);

        Assert.Equal(source, step.Source.ToString());
        Assert.Equal(name, step.Name);
    }

    [Theory]
    [InlineData("a.tar", nameof(ArchiveKind.Tar))]
    [InlineData("a.tgz", nameof(ArchiveKind.TarGzip))]
    [InlineData("a.tar.gz", nameof(ArchiveKind.TarGzip))]
    [InlineData("a.tbz2", nameof(ArchiveKind.TarBzip2))]
    [InlineData("a.tar.bz2", nameof(ArchiveKind.TarBzip2))]
    [InlineData("a.txz", nameof(ArchiveKind.TarXz))]
    [InlineData("a.tar.xz", nameof(ArchiveKind.TarXz))]
    [InlineData("a.zip", nameof(ArchiveKind.Zip))]
    [InlineData("a.jar", nameof(ArchiveKind.None))]
    [InlineData("a.gz", nameof(ArchiveKind.None))]
    public void The_ending_of_the_name_tells_how_it_is_unpacked(string name, string kind) =>
        Assert.Equal(kind, Step($"http://h/{name}").Archive.ToString());

    [Fact]
    public void An_executable_is_not_extracted_nor_is_what_shall_not_be()
    {
        Assert.Equal(ArchiveKind.None, Step(new CommandUri { Value = "/a.tgz", Executable = true }).Archive);
        Assert.Equal(ArchiveKind.None, Step(new CommandUri { Value = "/a.tgz", Extract = false }).Archive);
        Assert.True(Step(new CommandUri { Value = "/a.tgz", Executable = true }).IsExecutable);
        Assert.False(Step("/a.tgz").IsExecutable);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(@"http://h/a\b", "holds one of")]
    [InlineData("/opt/it's", "holds one of")]
    [InlineData("/opt/a\0b", "holds one of")]
    [InlineData("/opt/a\nb", "holds one of")]
    [InlineData("gopher://h/a", "nothing is known of 'gopher'")]
    [InlineData("file://other/a", "expected for example file:///")]
    [InlineData("../../etc/shadow", "below --frameworks_home")]
    [InlineData("http://h", "no name of a file")]
    [InlineData("http://h/", "no name of a file")]
    [InlineData("/opt/..", "no name of a file")]
    [InlineData("/opt/.", "no name of a file")]
    [InlineData("http:///a", "no URI with a host")]
    [InlineData("ftp://h/a%0D%0ADELE%20x", "no URI with a host")]
    [InlineData("http://h/stderr", "where the task's output goes")]
    [InlineData("/opt/stdout", "where the task's output goes")]
    public void What_cannot_be_fetched_is_refused_before_anything_is(string uri, string why) =>
        Assert.Contains(why, Assert.Throws<FetchException>(() => Step(uri)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_relative_path_needs_a_frameworks_home() =>
        Assert.Contains("--frameworks_home", Assert.Throws<FetchException>(
            () => FetchPlan.Of([new CommandUri { Value = "a" }], new FetchSettings())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://me:secret@h:80/a", "http://me:...@h:80/a")]
    [InlineData("ftp://me:se@cret@h/a", "ftp://me:...@h/a")]
    [InlineData("http://h/a?X-Amz-Signature=secret", "http://h/a?...")]
    [InlineData("http://h/a:b@c", "http://h/a:b@c")]
    [InlineData("/opt/a:b@c?d", "/opt/a:b@c?d")]
    [InlineData("a\u001b[31m", "a?[31m")]
    public void No_secret_of_a_uri_is_shown(string uri, string shown) => Assert.Equal(shown, FetchUriText.Shown(uri));

    [Fact]
    public void Whatever_the_uri_its_file_has_one_plain_name_in_the_sandbox_or_it_is_refused() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["abh./:%?#'\\\0\r\n@ -"], 0, 30].Select(text => "http://h/" + text), Gen.String[Gen.Char["a./~"], 0, 20])
            .Sample(uri =>
            {
                try
                {
                    var name = Step(uri).Name;
                    Assert.Equal(name, Path.GetFileName(Path.GetFullPath(Path.Combine("/sandbox", name))));
                    Assert.DoesNotContain(name, (string[])["", ".", "..", "stdout", "stderr"]);
                }
                catch (FetchException)
                {
                    // Refused.
                    return;
                }
            });

    private static FetchStep Step(string uri) => Step(new CommandUri { Value = uri });

    private static FetchStep Step(CommandUri uri) => FetchPlan.Of([uri], Settings)[0];
}
