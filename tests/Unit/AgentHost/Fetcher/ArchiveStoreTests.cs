using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.AgentHost.Fetcher.Archives;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

public sealed class ArchiveStoreTests : IDisposable
{
    private const UnixFileMode Executable = (UnixFileMode)0x1ED;

    private readonly string _folder = Directory.CreateTempSubdirectory("mesos-archive-").FullName;
    private readonly string _sandbox;

    public ArchiveStoreTests() => _sandbox = Directory.CreateDirectory(Path.Combine(_folder, "sandbox")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.tar", nameof(ArchiveKind.Tar), "tar -cf")]
    [InlineData("a.tgz", nameof(ArchiveKind.TarGzip), "tar -czf")]
    [InlineData("a.tbz2", nameof(ArchiveKind.TarBzip2), "tar -cjf")]
    [InlineData("a.txz", nameof(ArchiveKind.TarXz), "tar -cJf")]
    [InlineData("a.zip", nameof(ArchiveKind.Zip), "zip -qry")]
    public void What_the_usual_programs_pack_is_unpacked_with_its_permissions_and_links(string name, string kind, string packer)
    {
        var tree = Directory.CreateDirectory(Path.Combine(_folder, "tree")).FullName;
        Directory.CreateDirectory($"{tree}/bin");
        File.WriteAllText($"{tree}/bin/run", "#!/bin/sh\necho hello\n");
        File.SetUnixFileMode($"{tree}/bin/run", Executable);
        File.WriteAllBytes($"{tree}/data", new byte[300_000]);
        File.SetUnixFileMode($"{tree}/data", UnixFileMode.UserRead);
        File.SetLastWriteTimeUtc($"{tree}/data", new DateTime(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc));
        File.CreateSymbolicLink($"{tree}/run", "bin/run");
        Shell($"cd {tree} && {packer} ../{name} .");

        Extract(name, kind);

        Assert.Equal("#!/bin/sh\necho hello\n", File.ReadAllText($"{_sandbox}/run"));
        Assert.Equal("bin/run", new FileInfo($"{_sandbox}/run").LinkTarget);
        Assert.Equal(Executable, File.GetUnixFileMode($"{_sandbox}/bin/run"));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode($"{_sandbox}/data"));
        Assert.Equal(300_000, new FileInfo($"{_sandbox}/data").Length);
        Assert.Equal(2020, File.GetLastWriteTimeUtc($"{_sandbox}/data").Year);
    }

    [Fact]
    public void Set_user_id_is_dropped_and_a_directory_without_permissions_is_filled_first()
    {
        Tar(
            Entry(TarEntryType.Directory, "d", mode: 0),
            Entry(TarEntryType.RegularFile, "d/root", mode: (UnixFileMode)0xFED, text: "x"));

        Extract();

        Assert.Equal(Executable, File.GetUnixFileMode($"{_sandbox}/d/root"));
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode($"{_sandbox}/d"));
    }

    [Fact]
    public void A_hard_link_between_files_of_the_archive_is_one()
    {
        Tar(Entry(TarEntryType.RegularFile, "d/a", text: "x"), Entry(TarEntryType.HardLink, "b", link: "d/a"));

        Extract();

        File.AppendAllText($"{_sandbox}/b", "y");
        Assert.Equal("xy", File.ReadAllText($"{_sandbox}/d/a"));
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "file /a", "absolute" },
        { "file ../a", "upwards" },
        { "file a/../../b", "upwards" },
        { "link a -> /etc", "outside" },
        { "link a -> ..", "outside" },
        { "link d/a -> ../../b", "outside" },
        { "link a -> b; file a/c", "leads through 'a'" },
        { "link a -> .; link a/b -> x", "leads through 'a'" },
        { "hard a -> /etc/passwd", "absolute" },
        { "hard a -> ../outside", "upwards" },
        { "link l -> x; hard a -> l", "no file of the archive" },
        { "hard a -> nothing", "no file of the archive" },
        { "char a", "neither file" },
        { "block a", "neither file" },
        { "fifo a", "neither file" },
        { "file stdout", "output" },
        { "file ./stderr", "output" },
        { "link . -> x", "the sandbox" },
        { "file d/x; file d", "a directory already" },
    };

    [Theory, MemberData(nameof(Hostile))]
    public void An_archive_that_tries_to_leave_the_sandbox_is_refused_and_nothing_outside_is_touched(string entries, string why)
    {
        File.WriteAllText(Path.Combine(_folder, "outside"), "untouched");
        Tar([.. entries.Split("; ").Select(Parsed)]);

        var refusal = Assert.Throws<FetchException>(() => Extract());

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("untouched", File.ReadAllText(Path.Combine(_folder, "outside")));
        Assert.Equal(["archive.tar", "outside", "sandbox"], new DirectoryInfo(_folder).EnumerateFileSystemInfos().Select(entry => entry.Name).Order());
    }

    [Theory]
    [InlineData("../a", 0x81A4, "x", "upwards")]
    [InlineData("/a", 0x81A4, "x", "absolute")]
    [InlineData("a", 0xA1FF, "/etc/passwd", "outside")]
    [InlineData("a", 0x21FF, "x", "neither file")]
    public void A_hostile_zip_is_refused_too(string name, int mode, string content, string why)
    {
        using (var zip = ZipFile.Open(Path.Combine(_folder, "a.zip"), ZipArchiveMode.Create))
        {
            var entry = zip.CreateEntry(name);
            entry.ExternalAttributes = mode << 16;
            using var stream = entry.Open();
            stream.Write(Encoding.UTF8.GetBytes(content));
        }

        Assert.Contains(why, Assert.Throws<FetchException>(() => Extract("a.zip", nameof(ArchiveKind.Zip))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.tgz", nameof(ArchiveKind.TarGzip), "tar -czf")]
    [InlineData("a.txz", nameof(ArchiveKind.TarXz), "tar -cJf")]
    [InlineData("a.tbz2", nameof(ArchiveKind.TarBzip2), "tar -cjf")]
    [InlineData("a.zip", nameof(ArchiveKind.Zip), "zip -q")]
    public void A_bomb_is_stopped_at_the_limit(string name, string kind, string packer)
    {
        Shell($"cd {_folder} && head -c 20000000 /dev/zero > zeros && {packer} {name} zeros");

        var refusal = Assert.Throws<FetchException>(() => Extract(name, kind, limit: 1 << 20));

        Assert.Contains("1MB, which --fetcher_size_limit allows", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(new FileInfo($"{_sandbox}/zeros").Length, 0, 1 << 20);
    }

    [Fact]
    public void A_header_that_would_fill_the_memory_is_refused()
    {
        var attributes = new Dictionary<string, string> { ["comment"] = new string('x', 5 << 20) };
        using (var file = File.Create(Path.Combine(_folder, "archive.tar")))
        using (var tar = new TarWriter(file))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a", attributes));
        }

        Assert.Contains("a header in it", Assert.Throws<FetchException>(() => Extract()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.tgz", nameof(ArchiveKind.TarGzip), "tar -czf")]
    [InlineData("a.txz", nameof(ArchiveKind.TarXz), "tar -cJf")]
    [InlineData("a.tbz2", nameof(ArchiveKind.TarBzip2), "tar -cjf")]
    [InlineData("a.zip", nameof(ArchiveKind.Zip), "zip -q")]
    public void A_broken_archive_is_a_failure_not_half_a_success(string name, string kind, string packer)
    {
        Shell($"cd {_folder} && head -c 200000 /dev/urandom > noise && {packer} {name} noise && truncate -s 150000 {name}");

        Assert.Contains("cannot be extracted", Assert.Throws<FetchException>(() => Extract(name, kind)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", nameof(ArchiveKind.Tar))]
    [InlineData("<html>not found</html>", nameof(ArchiveKind.Tar))]
    [InlineData("<html>not found</html>", nameof(ArchiveKind.TarGzip))]
    [InlineData("<html>not found</html>", nameof(ArchiveKind.TarBzip2))]
    [InlineData("<html>not found</html>", nameof(ArchiveKind.TarXz))]
    [InlineData("<html>not found</html>", nameof(ArchiveKind.Zip))]
    public void What_is_no_archive_at_all_is_refused(string content, string kind)
    {
        File.WriteAllText(Path.Combine(_folder, "page"), content);
        Assert.Contains("cannot be extracted", Assert.Throws<FetchException>(() => Extract("page", kind)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_of_two_streams_is_unpacked_whole()
    {
        Shell($"cd {_folder} && echo one > one && tar -cf t.tar one && head -c 1000 t.tar | bzip2 > a.tbz2 && tail -c +1001 t.tar | bzip2 >> a.tbz2");
        Extract("a.tbz2", nameof(ArchiveKind.TarBzip2));
        Assert.Equal("one\n", File.ReadAllText($"{_sandbox}/one"));
    }

    private static PaxTarEntry Parsed(string text)
    {
        var words = text.Split(' ');
        return words[0] switch
        {
            "file" => Entry(TarEntryType.RegularFile, words[1], text: "x"),
            "link" => Entry(TarEntryType.SymbolicLink, words[1], link: words[3]),
            "hard" => Entry(TarEntryType.HardLink, words[1], link: words[3]),
            "char" => Entry(TarEntryType.CharacterDevice, words[1]),
            "block" => Entry(TarEntryType.BlockDevice, words[1]),
            _ => Entry(TarEntryType.Fifo, words[1]),
        };
    }

    private static PaxTarEntry Entry(
        TarEntryType type, string name, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, string? text = null, string? link = null)
    {
        var entry = new PaxTarEntry(type, name) { Mode = mode };
        if (link is not null)
        {
            entry.LinkName = link;
        }

        if (text is not null)
        {
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        }

        return entry;
    }

    private void Tar(params PaxTarEntry[] entries)
    {
        using var file = File.Create(Path.Combine(_folder, "archive.tar"));
        using var tar = new TarWriter(file);
        foreach (var entry in entries)
        {
            tar.WriteEntry(entry);
        }
    }

    private void Extract(string name = "archive.tar", string kind = nameof(ArchiveKind.Tar), long limit = 1 << 30) => ArchiveStore.Extract(
        Path.Combine(_folder, name), Enum.Parse<ArchiveKind>(kind), _sandbox, FetchBudget.Of(limit, long.MaxValue), CancellationToken.None);

    private static void Shell(string script)
    {
        using var shell = Process.Start("/bin/sh", ["-e", "-c", script]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
