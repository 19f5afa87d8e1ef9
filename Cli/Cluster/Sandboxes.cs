using System.Collections.Concurrent;
using System.Net;
using MesosOrleans.Connection;
using MesosOrleans.Protocol;

namespace MesosOrleans.Cli.Cluster;

/// <summary>
/// Fetches what tasks have written, from the agents that ran them: <c>/files/download.json</c> of the agent, whose address the silo knows.
/// Safe for several threads.
/// </summary>
internal sealed class Sandboxes(MasterHttp master) : IDisposable
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly ConcurrentDictionary<SlaveId, string> _addresses = new();
    private readonly SemaphoreSlim _asking = new(1);

    /// <summary>The virtual path of a file of a command task's sandbox, whose executor has the task's ID.</summary>
    public static string PathOf(SlaveId slave, FrameworkId framework, TaskId task, string file) =>
        $"/slaves/{slave}/frameworks/{framework}/executors/{task}/runs/latest/{file}";

    /// <summary>Copies a file of a command task's sandbox.</summary>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    /// <exception cref="MasterUnreachableException">The silo cannot be asked where it is.</exception>
    public Task Copy(SlaveId slave, FrameworkId framework, TaskId task, string file, Stream target, CancellationToken cancel) =>
        Copy(slave, PathOf(slave, framework, task, file), target, cancel);

    /// <summary>Copies a file; a few failures of the network, and a silo that is too busy to answer, are passed over.</summary>
    /// <param name="slave">Whose it is.</param>
    /// <param name="path">See <see cref="PathOf"/>.</param>
    /// <param name="target">Where to.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    /// <exception cref="MasterUnreachableException">The silo cannot be asked where it is.</exception>
    public async Task Copy(SlaveId slave, string path, Stream target, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var address = await AddressOf(slave, cancel);
                using var answer = await _http.GetAsync(
                    new Uri($"http://{address}/files/download.json?path={Uri.EscapeDataString(path)}"), HttpCompletionOption.ResponseHeadersRead, cancel);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    await answer.Content.CopyToAsync(target, cancel);
                    return;
                }

                throw answer.StatusCode == HttpStatusCode.NotFound
                    ? new FileNotFoundException($"there is no {path}; 'mesos ls TASK' lists what there is")
                    : new IOException($"the agent at {address} answers {(int)answer.StatusCode} for {path}: {(await answer.Content.ReadAsStringAsync(cancel)).Trim()}");
            }
            catch (HttpRequestException problem) when (attempt >= Pauses.Length || target.Position > 0)
            {
                throw new IOException($"cannot fetch {path} of slave {slave}: {problem.Message}", problem);
            }
            catch (Exception problem) when (problem is HttpRequestException || (problem is MasterUnreachableException && attempt < Pauses.Length))
            {
                _addresses.TryRemove(slave, out _);
                await Task.Delay(Pauses[attempt], cancel);
            }
            catch (TaskCanceledException problem) when (!cancel.IsCancellationRequested)
            {
                throw new IOException($"cannot fetch {path} of slave {slave}: no answer within {_http.Timeout.TotalMinutes} minutes", problem);
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _asking.Dispose();
    }

    private async Task<string> AddressOf(SlaveId slave, CancellationToken cancel)
    {
        if (_addresses.TryGetValue(slave, out var known))
        {
            return known;
        }

        // One asks for all: the document is large.
        await _asking.WaitAsync(cancel);
        try
        {
            if (!_addresses.ContainsKey(slave))
            {
                foreach (var entry in (await master.State(cancel)).Slaves)
                {
                    _addresses[new SlaveId(entry.Id)] = StateTables.AddressOf(entry.Pid);
                }
            }
        }
        finally
        {
            _asking.Release();
        }

        return _addresses.TryGetValue(slave, out var address)
            ? address
            : throw new IOException($"slave {slave} is gone from the cluster, and what its tasks wrote with it");
    }
}
