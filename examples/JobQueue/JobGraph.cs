using System.Collections.Immutable;
using System.Text.Json;
using MesosOrleans.Values;

namespace MesosOrleans.Examples;

/// <summary>The jobs of a file, each after those that it depends on.</summary>
public sealed class JobGraph
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private JobGraph(ImmutableArray<Job> jobs) => Jobs = jobs;

    /// <summary>Every job comes behind all that it is after; else in the file's order.</summary>
    public ImmutableArray<Job> Jobs { get; }

    /// <summary>
    /// Reads <c>{"jobs": [{"name": "a", "command": "…", "after": ["b"], "needs": "cpus:0.1;mem:32", "retries": 2}]}</c>; after, needs and retries may be left out.
    /// </summary>
    /// <exception cref="FormatException">It is none; the message says where and why.</exception>
    public static JobGraph Parse(string text)
    {
        List<JobText> given;
        try
        {
            given = JsonSerializer.Deserialize<FileText>(text, Json)?.Jobs ?? [];
        }
        catch (JsonException e)
        {
            throw new FormatException($"The file of jobs is not as expected: {e.Message}", e);
        }

        var jobs = given.Select(Read).ToList();
        var names = jobs.Select(job => job.Name).ToHashSet(StringComparer.Ordinal);
        if (jobs.Count == 0)
            throw new FormatException("The file of jobs names none; expected {\"jobs\": [{\"name\": \"…\", \"command\": \"…\"}]}.");
        if (jobs.CountBy(job => job.Name).FirstOrDefault(name => name.Value > 1).Key is { } twice)
            throw new FormatException($"Two jobs have the name {twice}; each needs its own.");
        foreach (var job in jobs)
        {
            if (job.After.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
                throw new FormatException($"Job {job.Name} comes after {unknown}, which the file does not name.");
        }

        return new JobGraph(Sort(jobs));
    }

    private static Job Read(JobText text, int index)
    {
        var name = text.Name is { Length: > 0 } given ? given : throw new FormatException($"Job number {index + 1} has no name.");
        if (name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')))
            throw new FormatException($"The job's name \"{name}\" is part of its task's ID; use letters, digits, '-', '_' and '.' only.");
        if (text.Command is not { Length: > 0 } command)
            throw new FormatException($"Job {name} has no command.");
        if (!Resources.TryParse(text.Needs ?? "cpus:0.1;mem:32", Resource.AnyRole, out var needs, out var wrong))
            throw new FormatException($"Job {name} needs what cannot be read: {wrong}");
        if (text.Retries < 0)
            throw new FormatException($"Job {name} has {text.Retries} retries; 0 or more are expected.");
        return new Job(name, command, [.. text.After ?? []], needs, text.Retries);
    }

    /// <summary>Takes, again and again, the jobs that wait for none of those that are left.</summary>
    private static ImmutableArray<Job> Sort(List<Job> jobs)
    {
        var sorted = ImmutableArray.CreateBuilder<Job>(jobs.Count);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var left = jobs;
        while (left.Count > 0)
        {
            var ready = left.FindAll(job => job.After.All(done.Contains));
            if (ready.Count == 0)
                throw new FormatException($"Jobs wait for each other in a circle: {string.Join(" after ", Circle(left))}.");
            sorted.AddRange(ready);
            done.UnionWith(ready.Select(job => job.Name));
            left = left.FindAll(job => !done.Contains(job.Name));
        }

        return sorted.MoveToImmutable();
    }

    private static List<string> Circle(List<Job> waiting)
    {
        var byName = waiting.ToDictionary(job => job.Name);
        var path = new List<string>();
        var name = waiting[0].Name;
        while (!path.Contains(name))
        {
            path.Add(name);
            name = byName[name].After.First(byName.ContainsKey);
        }

        return [.. path.SkipWhile(other => other != name), name];
    }

    private sealed record FileText(List<JobText> Jobs);

    private sealed record JobText(string? Name, string? Command, List<string>? After, string? Needs, int Retries);
}
