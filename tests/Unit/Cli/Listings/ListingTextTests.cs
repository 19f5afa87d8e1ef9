using MesosOrleans.Cli.Listings;
using MesosOrleans.Terminal;
using MesosOrleans.Tests.Unit.Cli.Cluster;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Listings;

/// <summary>The lists of the command line, from the document as the silo writes it.</summary>
public sealed class ListingTextTests
{
    [Fact]
    public void Running_tasks_are_listed() => Assert.Equal(
        """
        ID    NAME    FRAMEWORK      STATE         SLAVE  CPUS  MEM
        0001  line 1  20261128-1-F0  TASK_RUNNING  S0     0.1   8

        """, Table(AllListings.Tasks));

    [Fact]
    public void Ended_tasks_are_listed_when_asked_for_in_colours_on_a_terminal()
    {
        var lines = Table(AllListings.Tasks, withEnded: true, new Paint(isOn: true)).Split('\n');
        Assert.StartsWith("0001", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("\e[31m0002", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("\e[32m1 ", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Slaves_are_listed_with_their_attributes() => Assert.Equal(
        """
        ID  HOST  ADDRESS         CPUS  MEM   DISK  PORTS          ATTRIBUTES
        S0  vm    127.0.0.1:5051  2.5   1024  10    [31000-32000]  rack:r1;level:3

        """, Table(AllListings.Slaves));

    [Fact]
    public void Frameworks_and_offers_are_listed()
    {
        Assert.Equal(
            """
            ID             NAME   USER  ROLE  ACTIVE  TASKS  OFFERS  CPUS  MEM
            20261128-1-F0  batch  root  ads   yes     1      1       0.1   8

            """, Table(AllListings.OfFrameworks));
        Assert.Equal(
            """
            ID  FRAMEWORK      SLAVE  CPUS  MEM  DISK  PORTS
            O1  20261128-1-F0  S0     1     16   0     -

            """, Table(AllListings.Offers));
    }

    [Fact]
    public void Roles_are_those_of_the_flags_with_what_their_frameworks_hold() => Assert.Equal(
        """
        NAME  WEIGHT  FRAMEWORKS  CPUS  MEM  DISK
        *     1       0           0     0    0
        ads   2.5     1           0.1   8    0
        web   1       0           0     0    0

        """, Table(AllListings.Roles));

    [Fact]
    public void As_json_each_row_is_as_the_silo_wrote_it()
    {
        var text = ListingText.Json(AllListings.Offers.Rows(ACluster.Document, false));
        Assert.Equal(
            """
            [
              {"id":"O1","framework_id":"20261128-1-F0","slave_id":"S0","resources":{"cpus":1,"mem":16,"disk":0}}
            ]

            """, text);
        Assert.Equal("[\n]\n", ListingText.Json([]));
    }

    private static string Table(Listing listing, bool withEnded = false, Paint? paint = null) =>
        ListingText.Table(listing, listing.Rows(ACluster.Document, withEnded), paint ?? Paint.Off);
}
