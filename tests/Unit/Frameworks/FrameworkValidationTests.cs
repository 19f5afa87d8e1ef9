using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

public sealed class FrameworkValidationTests
{
    private static readonly Dictionary<string, double> Roles = new() { ["*"] = 1, ["web"] = 1, ["ads"] = 2 };

    [Theory]
    [InlineData("*", "ann", false, null)]
    [InlineData("ads", "ann", true, null)]
    [InlineData("*", "root", true, null)]
    [InlineData("batch", "root", false, "Role 'batch' is not valid. The masters know: *, ads, web")]
    [InlineData("web", "root", false, "User 'root' is not allowed to run frameworks without --root_submissions set")]
    public void A_framework_needs_a_role_that_is_known_and_then_a_user_that_is_allowed(string role, string user, bool root, string? refusal) =>
        Assert.Equal(refusal, FrameworkValidation.Judge(
            new FrameworkInfo { Name = "test", Role = role, User = user }, new MasterSettings { Roles = Roles, RootSubmissions = root }));

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(604800, 604800)]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(9.3e9, 0)]
    public void A_failover_timeout_that_no_clock_can_hold_counts_as_none(double seconds, double kept) =>
        Assert.Equal(TimeSpan.FromSeconds(kept), FrameworkValidation.FailoverTimeout(new FrameworkInfo { Name = "test", FailoverTimeout = seconds }));
}
