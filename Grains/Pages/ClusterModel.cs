using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Pages;

/// <summary>
/// What all pages of the web UI show, made once from one reading of the cluster for everybody who looks at it. Immutable. The tasks stand in one array, so that a hundred thousand of them cost an array of
/// references.
/// </summary>
public sealed class ClusterModel
{
    private Dictionary<(string Framework, string Task), int>? _places;

    private ClusterModel()
    {
    }

    /// <summary>When it was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who leads.</summary>
    public required MasterInfo Leader { get; init; }

    /// <summary>Slave IDs that are remembered as removed.</summary>
    public required int RemovedSlaves { get; init; }

    /// <summary>The cluster's scalars.</summary>
    public required IReadOnlyList<ResourceBar> Bars { get; init; }

    /// <summary>By their IDs.</summary>
    public required ImmutableArray<SlaveRow> Slaves { get; init; }

    /// <summary>Those that live, then those that have ended, the newest first.</summary>
    public required ImmutableArray<FrameworkRow> Frameworks { get; init; }

    /// <summary>Unfinished and remembered ones, of frameworks that live or have ended.</summary>
    public required TaskRow[] Tasks { get; init; }

    /// <summary>How many of <see cref="Tasks"/> are in each state.</summary>
    public required IReadOnlyDictionary<TaskState, int> States { get; init; }

    /// <summary>Those that were not answered yet.</summary>
    public required ImmutableArray<OfferRow> Offers { get; init; }

    /// <summary>By their names.</summary>
    public required ImmutableArray<RoleRow> Roles { get; init; }

    /// <summary>The model of a reading.</summary>
    /// <param name="view">What was read.</param>
    /// <param name="roles">Weights by role.</param>
    /// <param name="now">When.</param>
    public static ClusterModel Of(ClusterView view, IReadOnlyDictionary<string, double> roles, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(roles);
        var (total, used, offered) = (new ResourceSum(), new ResourceSum(), new ResourceSum());
        foreach (var slave in view.Slaves)
        {
            if (slave.RegisteredAt is not null)
            {
                total.Add(slave.Info.Resources);
                used.Add(slave.Used);
                offered.Add(slave.Offered);
            }
        }

        var all = total.Value;
        var tasks = TaskRows.Of(view, out var states, out var bySlave);
        ImmutableArray<FrameworkRow> frameworks =
        [
            .. view.Frameworks.OrderByDescending(one => one.RegisteredAt).Select(one => Row(one, one.Active ? FrameworkStanding.Active : FrameworkStanding.Disconnected, all)),
            .. view.Registry.Completed.Reverse().Select(one => Row(one, FrameworkStanding.Completed, all)),
        ];
        return new ClusterModel
        {
            At = now,
            Leader = view.Registry.Master,
            RemovedSlaves = view.Registry.RemovedSlaves,
            Bars = ResourceBar.Of(all, used.Value, offered.Value),
            Slaves = [.. view.Slaves
                .Select(slave => new SlaveRow(slave, bySlave.GetValueOrDefault(slave.Info.Id?.Value ?? ""), ResourceBar.Of(slave.Info.Resources, slave.Used, slave.Offered)))
                .OrderBy(row => row.Id, StringComparer.Ordinal)],
            Frameworks = frameworks,
            Tasks = tasks,
            States = states,
            Offers = [.. view.Frameworks.SelectMany(framework => framework.Offers.Select(offer => new OfferRow(offer, framework.Info.Name)))],
            Roles = RolesOf(frameworks, roles, all),
        };
    }

    /// <summary>The task of that ID, the unfinished one if there are several; null if it is not remembered.</summary>
    public TaskRow? Task(string framework, string task)
    {
        var places = Volatile.Read(ref _places);
        if (places is null)
        {
            places = new(Tasks.Length);
            for (var i = 0; i < Tasks.Length; i++)
            {
                var key = (Tasks[i].Task.FrameworkId.Value, Tasks[i].Task.TaskId.Value);
                if (!places.TryGetValue(key, out var known) || Tasks[known].Task.State.IsTerminal())
                {
                    places[key] = i;
                }
            }

            Volatile.Write(ref _places, places);
        }

        return places.TryGetValue((framework, task), out var place) ? Tasks[place] : null;
    }

    /// <summary>The framework of that ID; null if it is not remembered.</summary>
    public FrameworkRow? Framework(string id) => Frameworks.FirstOrDefault(row => row.Id == id);

    /// <summary>The slave of that ID; null if it is not part of the cluster.</summary>
    public SlaveRow? Slave(string id) => Slaves.FirstOrDefault(row => row.Id == id);

    private static FrameworkRow Row(FrameworkView view, FrameworkStanding state, Resources all)
    {
        var held = state == FrameworkStanding.Completed ? Resources.Empty : FrameworkPages.HeldBy(view);
        return new FrameworkRow(
            view.Info, state, view.RegisteredAt, view.UnregisteredAt, state == FrameworkStanding.Completed ? 0 : view.Tasks.Length, view.CompletedTasks.Length,
            view.Offers.Length, held, Shares.Dominant(held, all));
    }

    private static ImmutableArray<RoleRow> RolesOf(ImmutableArray<FrameworkRow> frameworks, IReadOnlyDictionary<string, double> roles, Resources all)
    {
        var byRole = frameworks.Where(row => row.State != FrameworkStanding.Completed).ToLookup(row => row.Info.Role);
        return [.. roles.Keys.Union(byRole.Select(one => one.Key)).Order(StringComparer.Ordinal).Select(role =>
        {
            var held = new ResourceSum();
            foreach (var framework in byRole[role])
            {
                held.Add(framework.Held);
            }

            var sum = held.Value;
            return new RoleRow(role, roles.GetValueOrDefault(role, 1), [.. byRole[role]], sum, Shares.Dominant(sum, all));
        })];
    }
}
