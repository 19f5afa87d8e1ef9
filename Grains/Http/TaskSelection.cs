using MesosOrleans.Protocol;

namespace MesosOrleans.Http;

/// <summary>
/// The tasks that <c>/master/tasks.json</c> shows (Mesos 0.19 <c>src/master/http.cpp:640</c>): of all, in the order of their first status, <c>limit</c> many from <c>offset</c> on. It keeps no more of them than
/// it must. Tasks of one time stand in the order of their IDs.
/// </summary>
/// <param name="limit">How many.</param>
/// <param name="offset">How many are passed over.</param>
/// <param name="ascending">The oldest first; a task without a status is the oldest.</param>
public sealed class TaskSelection(int limit, int offset, bool ascending)
{
    private readonly int _most = (int)Math.Min((long)limit + offset, int.MaxValue / 4);
    private readonly List<TaskSummary> _kept = [];

    public void Add(TaskSummary task)
    {
        _kept.Add(task);
        if (_kept.Count >= Math.Max(1024, 2 * _most))
        {
            Trim();
        }
    }

    public IEnumerable<TaskSummary> Shown()
    {
        Trim();
        return _kept.Skip(offset).Take(limit);
    }

    private void Trim()
    {
        _kept.Sort(Compare);
        if (_kept.Count > _most)
        {
            _kept.RemoveRange(_most, _kept.Count - _most);
        }
    }

    private int Compare(TaskSummary one, TaskSummary other)
    {
        var order = First(one).CompareTo(First(other));
        if (order == 0)
        {
            order = string.CompareOrdinal(one.FrameworkId.Value, other.FrameworkId.Value);
        }

        if (order == 0)
        {
            order = string.CompareOrdinal(one.TaskId.Value, other.TaskId.Value);
        }

        return ascending ? order : -order;
    }

    private static double First(TaskSummary task) => task.Statuses.IsEmpty ? double.NegativeInfinity : task.Statuses[0].Timestamp;
}
