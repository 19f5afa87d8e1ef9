using MesosOrleans.Allocation;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

public sealed class DrfSorterTests
{
    private readonly DrfPool _pool = new();

    [Fact]
    public void The_papers_example_gives_three_tasks_to_A_and_two_to_B()
    {
        // Section 4.1: 9 CPUs and 18 GB; A's tasks need <1 CPU, 4 GB>, B's <3 CPUs, 1 GB>.
        var tasks = Fill("cpus:9;mem:18", ("A", 1, "cpus:1;mem:4"), ("B", 1, "cpus:3;mem:1"));
        Assert.Equal([3, 2], tasks);
    }

    [Fact]
    public void Twice_the_weight_is_twice_the_dominant_share()
    {
        // A's dominant share is of memory, 4a/36, B's of processors, 3b/18. 4a/36 = 2 * 3b/18 and 4a + b = 36 (memory ends first): a =
        // 8.3, b = 2.8, so 8 and 3 whole tasks.
        var tasks = Fill("cpus:18;mem:36", ("A", 2, "cpus:1;mem:4"), ("B", 1, "cpus:3;mem:1"));
        Assert.Equal([8, 3], tasks);
    }

    [Fact]
    public void With_one_resource_it_is_max_min_fairness()
    {
        // Demands of 2, 6 and 10 on 12 units: who wants less than a third gets it, the others share the rest evenly.
        var tasks = Fill("cpus:12", ("A", 1, "cpus:1"), ("B", 1, "cpus:1"), ("C", 1, "cpus:1"), most: [2, 6, 10]);
        Assert.Equal([2, 5, 5], tasks);
    }

    [Fact]
    public void With_one_resource_and_weights_it_is_weighted_max_min_fairness()
    {
        var tasks = Fill("cpus:12", ("A", 3, "cpus:1"), ("B", 2, "cpus:1"), ("C", 1, "cpus:1"));
        Assert.Equal([6, 4, 2], tasks);
    }

    [Fact]
    public void Equal_fractions_of_different_resources_tie()
    {
        _pool.Add(Resources.Parse("cpus:9;mem:18"));
        var sorter = new DrfSorter<string>(_pool);
        DrfClient<string> a = Client("A", 1), b = Client("B", 1);
        sorter.Add(a);
        sorter.Add(b);
        a.Hold(Resources.Parse("cpus:3"));
        b.Hold(Resources.Parse("mem:6"));
        Assert.Equal(a.Share, b.Share);
        Assert.Equal("A B", Order(sorter));
    }

    [Fact]
    public void Order_is_by_share_then_by_allocations_then_by_name()
    {
        _pool.Add(Resources.Parse("cpus:10"));
        var sorter = new DrfSorter<string>(_pool);
        DrfClient<string> a = Client("A", 1), b = Client("B", 1), c = Client("C", 1);
        sorter.Add(c);
        sorter.Add(b);
        sorter.Add(a);
        Assert.Equal("A B C", Order(sorter));

        a.Allocate(Resources.Parse("cpus:1"));
        Assert.Equal("B C A", Order(sorter));

        a.Release(Resources.Parse("cpus:1"));
        Assert.Equal("B C A", Order(sorter));

        b.Hold(Resources.Parse("cpus:2"));
        Assert.Equal("C A B", Order(sorter));

        a.ResetAllocations();
        Assert.Equal("A C B", Order(sorter));
    }

    [Fact]
    public void A_change_of_the_totals_reorders()
    {
        _pool.Add(Resources.Parse("cpus:10;mem:10"));
        var sorter = new DrfSorter<string>(_pool);
        DrfClient<string> a = Client("A", 1), b = Client("B", 1);
        sorter.Add(a);
        sorter.Add(b);
        a.Hold(Resources.Parse("cpus:5"));
        b.Hold(Resources.Parse("mem:4"));
        Assert.Equal("B A", Order(sorter));

        _pool.Add(Resources.Parse("cpus:90"));
        Assert.Equal("A B", Order(sorter));

        _pool.Subtract(Resources.Parse("cpus:90"));
        Assert.Equal("B A", Order(sorter));
    }

    [Fact]
    public void A_client_out_of_the_sorter_keeps_its_account()
    {
        _pool.Add(Resources.Parse("cpus:10"));
        var sorter = new DrfSorter<string>(_pool);
        DrfClient<string> a = Client("A", 1), b = Client("B", 1);
        sorter.Add(a);
        sorter.Add(b);
        sorter.Remove(a);
        Assert.Equal("B", Order(sorter));

        a.Hold(Resources.Parse("cpus:1"));
        sorter.Add(a);
        Assert.Equal("B A", Order(sorter));
    }

    [Fact]
    public void Neither_reserved_resources_nor_ranges_count()
    {
        _pool.Add(Resources.Parse("cpus:10;cpus(ads):90;ports:[1-10]"));
        var a = Client("A", 1);
        a.Hold(Resources.Parse("cpus:1;cpus(ads):90;ports:[1-10]"));
        Assert.Equal(0.1, a.Share);
    }

    [Fact]
    public void Totals_beyond_64_bits_are_counted()
    {
        var huge = Resources.Of(Resource.Scalar("cpus", long.MaxValue));
        for (var i = 0; i < 4; i++)
            _pool.Add(huge);
        var a = Client("A", 1);
        a.Hold(huge);
        Assert.Equal(0.25, a.Share);
    }

    [Fact]
    public void A_client_is_in_one_sorter_at_most()
    {
        var sorter = new DrfSorter<string>(_pool);
        var a = Client("A", 1);
        sorter.Add(a);
        Assert.Throws<InvalidOperationException>(() => new DrfSorter<string>(_pool).Add(a));
        sorter.Remove(a);
        Assert.Throws<InvalidOperationException>(() => sorter.Remove(a));
    }

    private DrfClient<string> Client(string name, double weight) => new(_pool, name, name, weight);

    private static string Order(DrfSorter<string> sorter) => string.Join(' ', sorter.Order.ToArray().Select(client => client.Name));

    private int[] Fill(string total, params (string Name, double Weight, string Task)[] users) => Fill(total, users, null);

    private int[] Fill(
        string total, (string, double, string) a, (string, double, string) b, (string, double, string) c, int[] most) =>
        Fill(total, [a, b, c], most);

    /// <summary>
    /// The algorithm of the paper (section 4): the next task goes to the user with the least dominant share, as long as anybody's fits.
    /// </summary>
    private int[] Fill(string total, (string Name, double Weight, string Task)[] users, int[]? most)
    {
        var free = Resources.Parse(total);
        _pool.Add(free);
        var sorter = new DrfSorter<string>(_pool);
        foreach (var (name, weight, _) in users)
            sorter.Add(Client(name, weight));

        var tasks = new int[users.Length];
        while (true)
        {
            DrfClient<string>? next = null;
            foreach (var client in sorter.Order)
            {
                var user = Array.FindIndex(users, u => u.Name == client.Name);
                if (tasks[user] < (most?[user] ?? int.MaxValue) && free.Contains(Resources.Parse(users[user].Task)))
                {
                    next = client;
                    break;
                }
            }

            if (next is null)
                return tasks;

            var index = Array.FindIndex(users, user => user.Name == next.Name);
            next.Allocate(Resources.Parse(users[index].Task));
            free -= Resources.Parse(users[index].Task);
            tasks[index]++;
        }
    }
}
