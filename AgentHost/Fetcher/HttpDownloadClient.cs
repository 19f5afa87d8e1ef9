using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>
/// Downloads from web servers. Better on purpose: Mesos 0.19 does not follow redirects (MESOS-1448); here up to ten are followed, never from
/// https to http.
/// </summary>
internal sealed class HttpDownloadClient(TimeSpan connectTimeout) : IDisposable
{
    private const int RedirectsMax = 10;
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxAutomaticRedirections = RedirectsMax,
        ConnectTimeout = connectTimeout,
        PooledConnectionLifetime = ConnectionLife,
        UseCookies = false,
    })
    {
        // The stall watch judges: a large file may take its time.
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "mesos-fetcher" } },
    };

    /// <exception cref="FetchException">The server cannot be reached, or does not answer with 200.</exception>
    public async Task Download(Uri uri, string target, FetchBudget budget, StallWatch stall)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            if (uri.UserInfo.Length > 0)
            {
                var words = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo));
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(words));
            }

            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token);
            stall.Heard();
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new FetchException($"the server answered {(int)answer.StatusCode} {answer.ReasonPhrase}, expected 200");
            }

            await using var content = await answer.Content.ReadAsStreamAsync(stall.Token);
            await DownloadStore.Save(content, target, budget, stall);
        }
        catch (HttpRequestException e)
        {
            throw new FetchException(e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message, e);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new FetchException("the server cannot be reached within --fetcher_stall_timeout", e);
        }
    }

    public void Dispose() => _http.Dispose();
}
