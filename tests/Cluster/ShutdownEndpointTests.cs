using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MesosOrleans.Authentication;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Who may end somebody's framework over HTTP.</summary>
public sealed class ShutdownEndpointTests(GuardedCluster guarded) : IClassFixture<GuardedCluster>
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task A_framework_is_ended_by_whom_the_rules_allow_it_and_by_nobody_else()
    {
        await using var framework = await TestFramework.Subscribe(
            guarded.Cluster.Master, new FrameworkInfo { Name = "ada's", FailoverTimeout = 600 }, new SchedulerOptions { Credential = GuardedCluster.Ada });
        await framework.Sees<SchedulerEvent.Subscribed>();
        var id = framework.Scheduler.FrameworkId.Value;

        Assert.Equal(HttpStatusCode.Unauthorized, await Post(null, id));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(GuardedCluster.Ada with { Secret = "guess" }, id));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(new Credential("nobody", ""), id));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(GuardedCluster.Bob, id));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(GuardedCluster.Ada, id, "http://elsewhere.example"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(GuardedCluster.Ada, "no-such-framework"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(GuardedCluster.Ada, null));
        Assert.Contains(await Frameworks("frameworks"), known => known == id);

        Assert.Equal(HttpStatusCode.OK, await Post(GuardedCluster.Ada, id, $"http://{guarded.Cluster.Master}"));

        await Eventually.Holds("it is among those that have ended", async () => (await Frameworks("completed_frameworks")).Contains(id));
    }

    private async Task<string[]> Frameworks(string list) =>
        [.. (await guarded.Cluster.Get("/master/state.json"))[list]!.AsArray().Select(framework => (string)framework!["id"]!)];

    private async Task<HttpStatusCode> Post(Credential? credential, string? framework, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{guarded.Cluster.Master}/master/shutdown");
        request.Content = framework is null ? new StringContent("") : new FormUrlEncodedContent([new("frameworkId", framework)]);
        if (credential is not null)
        {
            var shown = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Principal}:{credential.Secret}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", shown);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }
}
