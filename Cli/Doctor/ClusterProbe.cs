using System.Data.Common;
using System.Net;
using System.Net.Sockets;

namespace MesosOrleans.Cli.Doctor;

/// <summary>Looks at what this machine needs of others: masters and databases.</summary>
internal static class ClusterProbe
{
    private const int PostgresPort = 5432;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>One master: whether it answers, and how far its clock is from this one.</summary>
    public static async Task<Finding> Master(Uri master, TimeProvider time, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            var before = time.GetUtcNow();
            using var answer = await http.GetAsync(new Uri(master, "master/health"), cancel);
            answer.EnsureSuccessStatusCode();
            var after = time.GetUtcNow();
            var middle = before + ((after - before) / 2);
            // The header has whole seconds, cut off.
            return answer.Headers.Date is { } date
                ? DoctorRules.Skew(master.Authority, date + TimeSpan.FromSeconds(0.5) - middle)
                : new Finding("master", Verdict.Good, $"{master.Authority} answers");
        }
        catch (HttpRequestException problem)
        {
            return DoctorRules.Unreachable(master.Authority, problem.Message);
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return DoctorRules.Unreachable(master.Authority, $"not within {Patience.TotalSeconds} s");
        }
    }

    /// <summary>One database: whether its server takes connections. What is in it, <c>mesos log status</c> tells.</summary>
    /// <param name="connection">As Npgsql takes it; a host of several counts as several.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public static async Task<IReadOnlyList<Finding>> Database(string connection, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        foreach (var (host, port) in ServersOf(connection))
        {
            string? problem = null;
            using var socket = new Socket(host.StartsWith('/') ? AddressFamily.Unix : AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Unspecified);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Patience);
            try
            {
                if (host.StartsWith('/'))
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{port}"), limit.Token);
                }
                else
                {
                    socket.DualMode = true;
                    await socket.ConnectAsync(new DnsEndPoint(host, port), limit.Token);
                }
            }
            catch (SocketException refused)
            {
                problem = refused.Message;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                problem = $"no answer within {Patience.TotalSeconds} s";
            }

            findings.Add(DoctorRules.Database($"{host}:{port}", problem));
        }

        return findings;
    }

    /// <summary>The servers of a connection string.</summary>
    public static IReadOnlyList<(string Host, int Port)> ServersOf(string connection)
    {
        var words = new DbConnectionStringBuilder { ConnectionString = connection };
        var hosts = Word(words, "Host") ?? Word(words, "Server") ?? "localhost";
        var port = int.TryParse(Word(words, "Port"), out var given) ? given : PostgresPort;
        return
        [
            .. hosts.Split(',').Select(host => host.LastIndexOf(':') is > 0 and var colon && int.TryParse(host[(colon + 1)..], out var own)
                ? (host[..colon], own)
                : (host, port)),
        ];
    }

    private static string? Word(DbConnectionStringBuilder words, string name) => words.TryGetValue(name, out var value) ? (string)value : null;
}
