using System.IO.Compression;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd.Deployment;

/// <summary>The release: its archive, its installation, the SDK's package, the units of systemd.</summary>
public sealed class ReleaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_release_is_installed_and_says_its_version_and_commit_and_the_sdk_is_a_package()
    {
        // In a copy, so that neither the checkout nor what others build there is touched.
        await Run(
            """
            mkdir "$0/src" && cd "$1"
            tar --exclude=./artifacts --exclude=./.git --exclude=./tests --exclude=obj --exclude=./bin -cf - . | tar -C "$0/src" -xf -
            cd "$0/src" && MESOS_COMMIT=0123456789abcdef deploy/release.sh
            mkdir "$0/unpacked" && tar -C "$0/unpacked" --strip-components=1 -xzf artifacts/release/mesos-orleans-*.tar.gz
            "$0/unpacked/install.sh" agent --root="$0/machine"
            ln -sfn "$0/machine/opt/mesos-orleans/bin/mesos" "$0/machine/usr/local/bin/mesos"
            """);
        Assert.Equal("mesos-orleans 0.1.0 (commit 0123456789ab)", (await Run("\"$0/machine/usr/local/bin/mesos\" version | head -1")).Trim());
        Assert.Equal("3", await Run(
            "cd \"$0/machine/opt/mesos-orleans\"; grep -cal ELF AgentHost/launcher/mesos-launcher AgentHost/libexec/mesos-executor libexec/mesos-external-containerizer | wc -l"));
        Assert.Contains("MESOS_MASTER=", await Run("cat \"$0/machine/etc/mesos-orleans/agent\""), StringComparison.Ordinal);

        using var package = ZipFile.OpenRead(Directory.GetFiles(_folder.Path + "/src/artifacts/release", "*.nupkg").Single());
        var files = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Superset(
            new HashSet<string> { "README.md", "LICENSE", "lib/net10.0/MesosOrleans.Grains.Interfaces.dll", "lib/net10.0/MesosOrleans.Grains.Interfaces.xml" }, files.ToHashSet());
        using var manifest = new StreamReader(package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        Assert.DoesNotContain("Generators", await manifest.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path + "/src/artifacts/release", "*.snupkg"));
    }

    [Fact]
    public async Task What_is_no_release_is_not_installed_and_the_units_are_valid()
    {
        await using var install = TestProgram.StartCommand([Path.Combine(Repository.Root, "deploy/install.sh"), "silo"]);
        Assert.Equal(1, await install.Exit());
        Assert.Contains("install: this is no release", install.Errors, StringComparison.Ordinal);

        // The programs that they start are not installed here, which is all that may be said against them.
        var said = await Run("cd \"$1/deploy/systemd\" && systemd-analyze verify ./*.service 2>&1 | grep -v 'bin/mesos is not executable' | grep mesos- || true");
        Assert.Equal("", said);
    }

    private async Task<string> Run(string script)
    {
        await using var shell = TestProgram.StartCommand(["bash", "-c", "set -euo pipefail\n" + script, _folder.Path, Repository.Root]);
        var code = await shell.Exit();
        return code == 0 ? shell.Printed : throw new InvalidOperationException($"code {code}: {script}\n{shell.Output}");
    }
}
