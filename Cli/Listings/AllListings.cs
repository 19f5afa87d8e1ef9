using System.Text.Json;

namespace MesosOrleans.Cli.Listings;

/// <summary>The lists that there are. Pure.</summary>
internal static class AllListings
{
    private const string State = "master/state.json";

    private static readonly Column Cpus = Cells.Resource("CPUS", "cpus");
    private static readonly Column Mem = Cells.Resource("MEM", "mem");
    private static readonly Column Disk = Cells.Resource("DISK", "disk");

    public static readonly Listing Tasks = new(
        "tasks", "Lists the tasks of a cluster.", State,
        static (state, withEnded) =>
            from framework in Frameworks(state, withEnded)
            from task in Cells.Items(framework, "tasks").Concat(withEnded ? Cells.Items(framework, "completed_tasks") : [])
            select task,
        [
            Cells.Text("ID", "id"), Cells.Text("NAME", "name"), Cells.Text("FRAMEWORK", "framework_id"), Cells.Text("STATE", "state"),
            Cells.Text("SLAVE", "slave_id"), Cpus, Mem,
        ],
        "Lists ended tasks too, as far as the silo remembers them.", ["framework_id", "slave_id"]);

    public static readonly Listing Slaves = new(
        "slaves", "Lists the slaves of a cluster.", State,
        static (state, _) => Cells.Items(state, "slaves"),
        [
            Cells.Text("ID", "id"), Cells.Text("HOST", "hostname"), Cells.Address("ADDRESS", "pid"), Cpus, Mem, Disk,
            Cells.Resource("PORTS", "ports"), Cells.Pairs("ATTRIBUTES", "attributes"),
        ],
        null, []);

    public static readonly Listing Offers = new(
        "offers", "Lists what is offered to frameworks at the moment.", State,
        static (state, _) => Frameworks(state, false).SelectMany(framework => Cells.Items(framework, "offers")),
        [
            Cells.Text("ID", "id"), Cells.Text("FRAMEWORK", "framework_id"), Cells.Text("SLAVE", "slave_id"), Cpus, Mem, Disk,
            Cells.Resource("PORTS", "ports"),
        ],
        null, ["framework_id", "slave_id"]);

    public static readonly Listing OfFrameworks = new(
        "frameworks", "Lists the frameworks of a cluster.", State, Frameworks,
        [
            Cells.Text("ID", "id"), Cells.Text("NAME", "name"), Cells.Text("USER", "user"), Cells.Text("ROLE", "role"), Cells.Text("ACTIVE", "active"),
            Cells.Count("TASKS", "tasks"), Cells.Count("OFFERS", "offers"), Cpus, Mem,
        ],
        "Lists ended frameworks too, as far as the silo remembers them.", []);

    public static readonly Listing Roles = new(
        "roles", "Lists the roles of a cluster and what their frameworks hold.", State,
        static (state, _) => RoleRows.Of(state),
        [Cells.Text("NAME", "name"), Cells.Text("WEIGHT", "weight"), Cells.Count("FRAMEWORKS", "frameworks"), Cpus, Mem, Disk],
        null, []);

    private static IEnumerable<JsonElement> Frameworks(JsonElement state, bool withEnded) =>
        Cells.Items(state, "frameworks").Concat(withEnded ? Cells.Items(state, "completed_frameworks") : []);
}
