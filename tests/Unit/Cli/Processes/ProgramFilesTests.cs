using MesosOrleans.Cli.Processes;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Processes;

/// <summary>Where the other programs are looked for.</summary>
public sealed class ProgramFilesTests
{
    [Fact]
    public void They_lie_beside_this_one_in_the_same_configuration() => Assert.Equal(
        "/r/artifacts/bin/Silo/release/S.dll",
        ProgramFiles.Candidates("Silo", "S.dll", "/r/artifacts/bin/Cli/release/", home: null).First());

    [Fact]
    public void A_home_that_is_named_is_the_only_place() => Assert.Equal(
        ["/opt/Silo/S.dll", "/opt/Silo/debug/S.dll", "/opt/artifacts/bin/Silo/debug/S.dll"],
        ProgramFiles.Candidates("Silo", "S.dll", "/r/artifacts/bin/Cli/debug", "/opt"));
}
