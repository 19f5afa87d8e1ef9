using Xunit;

namespace MesosOrleans.Tests.Storage;

/// <summary>The contract of Orleans's grain storage with the database (high-availability.md).</summary>
public sealed class GrainStorageQueriesTests(OneServer one)
{
    private static readonly byte[] First = [1, 2];
    private static readonly byte[] Second = [3];

    [Fact]
    public async Task A_state_is_written_over_the_version_that_was_read_only()
    {
        var queries = await OrleansQueries.Load(await one.Database());

        Assert.Empty(await Read(queries));
        Assert.Equal(1, await Write(queries, null, First));
        Assert.Null(await Write(queries, null, Second));
        Assert.Equal(2, await Write(queries, 1, Second));
        Assert.Equal(1, await Write(queries, 1, First));

        var row = Assert.Single(await Read(queries));
        Assert.Equal(2, row["Version"]);
        Assert.Equal(Second, row["PayloadBinary"]);
    }

    [Fact]
    public async Task A_cleared_state_keeps_its_version_so_that_an_old_one_never_fits_again()
    {
        var queries = await OrleansQueries.Load(await one.Database());
        await Write(queries, null, First);

        Assert.Equal(2, await queries.Value("ClearStorageKey", Identity(1)));
        Assert.Equal(1, await queries.Value("ClearStorageKey", Identity(1)));
        Assert.Null(Assert.Single(await Read(queries))["PayloadBinary"]);
        Assert.Null(await Write(queries, null, First));
        Assert.Equal(3, await Write(queries, 2, Second));
    }

    [Fact]
    public async Task A_deleted_state_is_gone()
    {
        var queries = await OrleansQueries.Load(await one.Database());
        await Write(queries, null, First);

        Assert.Equal(5, await queries.Value("DeleteStorageKey", Identity(5)));
        Assert.Single(await Read(queries));
        Assert.Equal(2, await queries.Value("DeleteStorageKey", Identity(1)));
        Assert.Empty(await Read(queries));
    }

    [Fact]
    public async Task Grains_whose_hashes_are_equal_are_kept_apart()
    {
        var queries = await OrleansQueries.Load(await one.Database());
        string?[] extensions = [null, "", "a", "b"];
        foreach (var extension in extensions)
        {
            foreach (var type in new[] { "t1", "t2" })
            {
                Assert.Equal(1, await Write(queries, null, [(byte)(extension?.Length ?? 9)], extension, type));
                Assert.Null(await Write(queries, null, First, extension, type));
            }
        }

        foreach (var extension in extensions)
        {
            var row = Assert.Single(await queries.Rows("ReadFromStorageKey", Identity(null, extension, "t2")));
            Assert.Equal([(byte)(extension?.Length ?? 9)], (byte[])row["PayloadBinary"]!);
        }
    }

    [Fact]
    public async Task Of_many_that_write_over_the_same_version_at_once_one_does()
    {
        var queries = await OrleansQueries.Load(await one.Database());

        var firsts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Write(queries, null, First)));
        Assert.Single(firsts, 1);
        Assert.Equal(7, firsts.Count(version => version is null));
        for (var version = 1; version < 10; version++)
        {
            var read = version;
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Write(queries, read, First)));
            Assert.Single(answers, read + 1);
            Assert.Equal(7, answers.Count(answer => answer is int same && same == read));
        }
    }

    private static Task<List<Dictionary<string, object?>>> Read(OrleansQueries queries) => queries.Rows("ReadFromStorageKey", Identity(null));

    private static Task<object?> Write(OrleansQueries queries, int? version, byte[] payload, string? extension = "x", string type = "t") =>
        queries.Value("WriteToStorageKey", Identity(version, extension, type, payload));

    private static object Identity(int? version, string? extension = "x", string type = "t", byte[]? payload = null) => new
    {
        GrainIdHash = 1,
        GrainIdN0 = 2L,
        GrainIdN1 = 3L,
        GrainTypeHash = 4,
        GrainTypeString = type,
        GrainIdExtensionString = extension,
        ServiceId = "s",
        GrainStateVersion = version,
        PayloadBinary = payload,
    };
}
