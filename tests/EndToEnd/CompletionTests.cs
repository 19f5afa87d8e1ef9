using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>The scripts for the shells, in the shells; and the settings that a user has.</summary>
[Collection(SharedLocalCluster.Name)]
public sealed class CompletionTests(LocalCluster cluster) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // The shell finds "mesos" in its PATH, as where it is installed.
    private const string InPath = """
        set -e
        mkdir -p "$2/bin"
        printf '#!/bin/sh\nexec dotnet "%s" "$@"\n' "$1" > "$2/bin/mesos"
        chmod +x "$2/bin/mesos"
        export PATH="$2/bin:$PATH" XDG_CONFIG_HOME="$2/config"

        """;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mesos resol", "resolve")]
    [InlineData("mesos tail --fo", "--follow")]
    [InlineData("mesos silo --log_rep", "--log_replicas=")]
    [InlineData("mesos completion z", "zsh")]
    public async Task Each_shell_completes_a_line_by_its_script(string line, string expected)
    {
        Assert.Equal(expected, await InBash(line));
        Assert.Equal(expected, await InZsh(line));
        Assert.Equal(expected, await InFish(line));
    }

    [Fact]
    public async Task Tasks_of_the_cluster_are_completed_by_the_master_that_the_user_has_set()
    {
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("completed-4b", "exec sleep 600"));
        await framework.Reaches("completed-4b", TaskState.Running);
        await Run($"mesos config master {cluster.Master}");

        Assert.Equal("completed-4b", await InBash("mesos kill compl"));
        Assert.Equal("completed-4b", await InZsh("mesos kill compl"));
        Assert.Equal("completed-4b", await InFish("mesos kill compl"));
    }

    [Fact]
    public async Task A_setting_holds_for_every_command_until_it_is_unset()
    {
        Assert.Equal("2", await Run("mesos slaves 2> /dev/null || echo $?"));
        Assert.Equal("", await Run($"mesos config master {cluster.Master}"));
        Assert.Equal(cluster.Master, await Run("mesos config master"));
        Assert.Equal(cluster.Master, await Run("mesos resolve"));
        Assert.Equal($$"""{"master":"{{cluster.Master}}"}""", await Run("mesos config --json"));
        Assert.Equal("1", await Run("MESOS_MASTER=127.0.0.1:1 mesos slaves 2> /dev/null || echo $?"));
        Assert.Equal("1", await Run("mesos config --unset master; mesos config master 2> /dev/null || echo $?"));
    }

    private Task<string> InBash(string line) => Run(
        """
        source <(mesos completion bash)
        COMP_LINE="$3" COMP_POINT=${#3}
        _mesos
        printf '%s\n' "${COMPREPLY[@]}"
        """, line);

    // Completion itself needs somebody at a terminal; here its functions say what they are called with.
    private Task<string> InZsh(string line) => Run(
        """
        cat > "$2/zsh" << 'END'
        compdef() { }
        compadd() { eval "print -rl -- \$$@[-1]" }
        _files() { }
        source <(mesos completion zsh)
        words=("${(@s: :)1}") CURRENT=${#words}
        _mesos
        END
        zsh -f "$2/zsh" "$3"
        """, line);

    private Task<string> InFish(string line) => Run(
        """
        mesos completion fish > "$2/fish"
        fish --no-config -c "source '$2/fish'; complete -C '$3'" | cut -f1
        """, line);

    private async Task<string> Run(string script, string line = "")
    {
        await using var shell = TestShell.Start(InPath + script, TestProgram.PathOf("Cli"), _folder.Path, line);
        await shell.Exit();
        Assert.Equal("", shell.Errors);
        return shell.Printed;
    }
}
