using System.Diagnostics;
using System.Globalization;

namespace MesosOrleans.Tests.Support.Postgres;

/// <summary>
/// A shell that starts a server in a folder of its own and cleans up behind it. Its standard input is a pipe that only this process holds:
/// when that closes, also since this process was killed, it ends the server and removes the folder. It is in a session of its own, so that what
/// ends the tests by a signal to their group lets it do so. PostgreSQL refuses root: there the shell is the user <c>postgres</c>.
/// </summary>
internal sealed class PostgresKeeper : IAsyncDisposable
{
    private const string Script = """
        umask 077
        bin=$1 server= folder=$(mktemp -d "${TMPDIR:-/tmp}/mesos-postgres-XXXXXX") || exit 1
        cd "$folder" && echo "$folder"
        while read -r verb rest; do
            case $verb in
                init)
                    echo "$rest" > password
                    "$bin/initdb" -D data -U postgres -A scram-sha-256 --pwfile=password -E UTF8 --locale=C --no-sync > log 2>&1 \
                        && echo "host all all samenet scram-sha-256" >> data/pg_hba.conf && echo done ;;
                copy) rm -rf data && cp -r "$rest" data && echo done ;;
                identify) "$bin/pg_resetwal" -D data > log 2>&1 && echo done ;;
                start)
                    # Without the wait a killed server would stay as a zombie, and the next would take it for alive.
                    [ -z "$server" ] || wait "$server" 2> /dev/null
                    "$bin/postgres" -D data $rest >> log 2>&1 < /dev/null &
                    server=$!
                    echo "$server" ;;
            esac || { echo failed; tail -n 5 log; }
        done
        if [ -n "$server" ]; then
            segment=$(sed -n 7p data/postmaster.pid 2> /dev/null)
            family="$server $(ps -o pid= --ppid "$server" 2> /dev/null)"
            kill -KILL $family 2> /dev/null
            wait "$server" 2> /dev/null
            # What a killed server leaves in the kernel.
            [ -z "$segment" ] || ipcrm -m "${segment##* }" 2> /dev/null
        fi
        cd / && tries=0 && while ! rm -rf "$folder" 2> /dev/null && [ $((tries += 1)) -lt 400 ]; do sleep 0.05; done
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _shell;

    private PostgresKeeper(Process shell, string folder)
    {
        _shell = shell;
        Folder = folder;
    }

    /// <summary>Holds <c>data</c> and <c>log</c>.</summary>
    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    public string Log => Path.Combine(Folder, "log");

    public static async Task<PostgresKeeper> Start(PostgresPlace? place = null)
    {
        string[] asUser = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        var shell = Process.Start(new ProcessStartInfo(
            "setsid", [.. (place ?? PostgresPlace.Loopback).Enter, .. asUser, "sh", "-c", Script, "postgres-keeper", PostgresPrograms.Folder])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var folder = await shell.StandardOutput.ReadLineAsync().WaitAsync(Limit)
            ?? throw new InvalidOperationException("a shell for PostgreSQL could not be started (as root, is there a user postgres?)");
        return new PostgresKeeper(shell, folder);
    }

    /// <summary>Makes a new data directory; the password is that of the user postgres.</summary>
    public Task Init(string password) => Do($"init {password}");

    /// <summary>Takes this data directory's copy instead of what there is.</summary>
    public Task Copy(string data) => Do($"copy {data}");

    /// <summary>Writes the write-ahead log anew, so that it bears the identifier of <c>pg_control</c>.</summary>
    public Task Identify() => Do("identify");

    /// <summary>Starts the server and answers its process ID at once.</summary>
    public async Task<int> StartServer(string arguments) => int.Parse(await Ask($"start {arguments}"), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        try
        {
            await _shell.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            _shell.Kill(entireProcessTree: true);
            throw new TimeoutException($"the shell of PostgreSQL did not end within {Limit}; {Folder} may be left");
        }
        finally
        {
            _shell.Dispose();
        }
    }

    private async Task Do(string command)
    {
        if (await Ask(command) != "done")
        {
            throw new InvalidOperationException($"PostgreSQL: '{command.Split(' ')[0]}' failed: {await File.ReadAllTextAsync(Log)}");
        }
    }

    private async Task<string> Ask(string command)
    {
        await _shell.StandardInput.WriteLineAsync(command);
        await _shell.StandardInput.FlushAsync();
        try
        {
            return await _shell.StandardOutput.ReadLineAsync().WaitAsync(Limit)
                ?? throw new InvalidOperationException($"the shell of PostgreSQL ended at '{command}'");
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the shell of PostgreSQL did not answer '{command}' within {Limit}");
        }
    }
}
