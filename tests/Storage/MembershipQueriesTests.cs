using Xunit;

namespace MesosOrleans.Tests.Storage;

/// <summary>The contract of Orleans's clustering with the database (high-availability.md).</summary>
public sealed class MembershipQueriesTests(OneServer one)
{
    private const string Cluster = "c1";
    private const int Joining = 1;
    private const int Active = 3;
    private const int Dead = 6;
    private static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public async Task The_version_row_is_made_once_and_read_though_there_is_no_member()
    {
        var queries = await Load();

        Assert.Equal(1, await queries.Value("InsertMembershipVersionKey", new { DeploymentId = Cluster }));
        Assert.Equal(0, await queries.Value("InsertMembershipVersionKey", new { DeploymentId = Cluster }));

        foreach (var key in new[] { "MembershipReadAllKey", "MembershipReadRowKey" })
        {
            var row = Assert.Single(await queries.Rows(key, new { DeploymentId = Cluster, Address = "127.0.0.1", Port = 1, Generation = 7 }));
            Assert.Equal(0, row["Version"]);
            Assert.Null(row["Address"]);
        }
    }

    [Fact]
    public async Task A_member_is_inserted_and_updated_over_the_version_that_was_read_only()
    {
        var queries = await LoadWithVersion();

        Assert.Equal(0, await Insert(queries, port: 1, version: 5));
        Assert.Equal(1, await Insert(queries, port: 1, version: 0));
        Assert.Equal(0, await Insert(queries, port: 1, version: 1));
        Assert.Equal(0, await Update(queries, port: 1, Active, version: 0));
        Assert.Equal(1, await Update(queries, port: 1, Active, version: 1));
        Assert.Equal(0, await Update(queries, port: 9, Active, version: 2));

        var row = Assert.Single(await Read(queries));
        Assert.Equal((2, Active, "suspects"), (row["Version"], row["Status"], row["SuspectTimes"]));
        Assert.Equal((1, "silo-1", "host", 31, Now), (row["Port"], row["SiloName"], row["HostName"], row["ProxyPort"], row["StartTime"]));
    }

    [Fact]
    public async Task Of_many_that_change_the_same_version_at_once_one_does()
    {
        var queries = await LoadWithVersion();
        for (var version = 0; version < 10; version++)
        {
            var read = version;
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Insert(queries, (read * 10) + writer, read)));
            Assert.Single(answers, 1);
        }

        var rows = await Read(queries);
        Assert.Equal(10, rows.Count);
        Assert.All(rows, row => Assert.Equal(10, row["Version"]));
    }

    [Fact]
    public async Task A_sign_of_life_changes_no_version()
    {
        var queries = await LoadWithVersion();
        await Insert(queries, port: 1, version: 0);

        await queries.Rows("UpdateIAmAlivetimeKey", new
        {
            DeploymentId = Cluster,
            Address = "127.0.0.1",
            Port = 1,
            Generation = 7,
            IAmAliveTime = Now.AddMinutes(1),
        });

        var row = Assert.Single(await Read(queries));
        Assert.Equal((1, Now.AddMinutes(1)), (row["Version"], row["IAmAliveTime"]));
    }

    [Fact]
    public async Task Gateways_are_the_members_of_a_status_that_take_clients()
    {
        var queries = await LoadWithVersion();
        await Insert(queries, port: 1, version: 0);
        await Insert(queries, port: 2, version: 1, proxy: 0);
        await Insert(queries, port: 3, version: 2);
        await Update(queries, port: 1, Active, version: 3);
        await Update(queries, port: 2, Active, version: 4);

        var gateway = Assert.Single(await queries.Rows("GatewaysQueryKey", new { DeploymentId = Cluster, Status = Active }));

        Assert.Equal(("127.0.0.1", 31, 7), (gateway["Address"], gateway["ProxyPort"], gateway["Generation"]));
    }

    [Fact]
    public async Task The_newest_sign_of_life_stays_when_others_change_the_status()
    {
        var queries = await LoadWithVersion();
        await Insert(queries, port: 1, version: 0);

        await Update(queries, port: 1, Active, version: 1, alive: Now.AddMinutes(1));
        await Update(queries, port: 1, Dead, version: 2, alive: Now);

        Assert.Equal(Now.AddMinutes(1), Assert.Single(await Read(queries))["IAmAliveTime"]);
    }

    [Fact]
    public async Task The_rows_of_the_dead_are_cleaned_up_when_they_were_long_silent_and_nobody_votes_on_them()
    {
        var queries = await LoadWithVersion();
        for (var port = 0; port < 4; port++)
        {
            await Insert(queries, port, version: port);
        }

        await Update(queries, port: 0, Active, version: 4, suspects: null);
        await Update(queries, port: 1, Dead, version: 5, suspects: null);
        await Update(queries, port: 2, Dead, version: 6, suspects: null, alive: Now.AddDays(2));
        await Update(queries, port: 3, Dead, version: 7);

        await queries.Rows("CleanupDefunctSiloEntriesKey", new { DeploymentId = Cluster, IAmAliveTime = Now.AddDays(1) });

        Assert.Equal([0, 2, 3], (await Read(queries)).Select(row => row["Port"]).Order());
    }

    [Theory, InlineData("suspects", true), InlineData("others", false), InlineData(null, false)]
    public async Task One_row_of_the_dead_is_cleaned_up_if_it_is_what_was_read(string? suspects, bool goes)
    {
        var queries = await LoadWithVersion();
        await Insert(queries, port: 1, version: 0);
        await Update(queries, port: 1, Dead, version: 1);

        await queries.Rows("CleanupDefunctSiloEntryKey", new
        {
            DeploymentId = Cluster,
            Address = "127.0.0.1",
            Port = 1,
            Generation = 7,
            StartTime = Now,
            IAmAliveTime = Now,
            SuspectTimes = suspects,
        });

        var row = Assert.Single(await Read(queries));
        Assert.Equal(goes, row["Port"] is null);
        Assert.Equal(2, row["Version"]);
    }

    [Fact]
    public async Task A_deployment_is_deleted_without_touching_another()
    {
        var queries = await LoadWithVersion();
        await queries.Value("InsertMembershipVersionKey", new { DeploymentId = "c2" });
        await Insert(queries, port: 1, version: 0);

        await queries.Rows("DeleteMembershipTableEntriesKey", new { DeploymentId = Cluster });

        Assert.Empty(await Read(queries));
        Assert.Single(await queries.Rows("MembershipReadAllKey", new { DeploymentId = "c2" }));
    }

    private async Task<OrleansQueries> Load() => await OrleansQueries.Load(await one.Database());

    private async Task<OrleansQueries> LoadWithVersion()
    {
        var queries = await Load();
        await queries.Value("InsertMembershipVersionKey", new { DeploymentId = Cluster });
        return queries;
    }

    private static Task<List<Dictionary<string, object?>>> Read(OrleansQueries queries) =>
        queries.Rows("MembershipReadAllKey", new { DeploymentId = Cluster });

    private static Task<object?> Insert(OrleansQueries queries, int port, int version, int proxy = 31) => queries.Value("InsertMembershipKey", new
    {
        DeploymentId = Cluster,
        Address = "127.0.0.1",
        Port = port,
        Generation = 7,
        SiloName = $"silo-{port}",
        HostName = "host",
        Status = Joining,
        ProxyPort = proxy,
        StartTime = Now,
        IAmAliveTime = Now,
        Version = version,
    });

    private static Task<object?> Update(OrleansQueries queries, int port, int status, int version, DateTime? alive = null, string? suspects = "suspects") =>
        queries.Value("UpdateMembershipKey", new
        {
            DeploymentId = Cluster,
            Address = "127.0.0.1",
            Port = port,
            Generation = 7,
            Status = status,
            SuspectTimes = suspects,
            IAmAliveTime = alive ?? Now,
            Version = version,
        });
}
