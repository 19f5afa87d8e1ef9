using System.Net;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>
/// Downloads from FTP servers: passive, binary; <c>ftps</c> turns the connection to TLS before it says who it is (RFC 4217), where Mesos's libcurl
/// expects TLS from the first byte.
/// </summary>
internal static class FtpDownloadClient
{
    /// <exception cref="FetchException">The server cannot be reached, or refuses.</exception>
    public static async Task Download(FetchSource.Ftp source, string target, FetchBudget budget, StallWatch stall)
    {
        // It is marked obsolete because HTTP has something better; for FTP .NET has nothing else, and no kept library is left.
#pragma warning disable SYSLIB0014
        var request = (FtpWebRequest)WebRequest.Create(source.Uri);
#pragma warning restore SYSLIB0014
        request.Method = WebRequestMethods.Ftp.DownloadFile;
        request.EnableSsl = source.IsEncrypted;
        request.UsePassive = true;
        request.UseBinary = true;
        request.KeepAlive = false;
        await using var abort = stall.Token.Register(request.Abort);
        try
        {
            using var answer = await request.GetResponseAsync();
            stall.Heard();
            await using var content = answer.GetResponseStream();
            await DownloadStore.Save(content, target, budget, stall);
        }
        catch (WebException e)
        {
            stall.Token.ThrowIfCancellationRequested();
            throw new FetchException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException && stall.Token.IsCancellationRequested)
        {
            stall.Token.ThrowIfCancellationRequested();
        }
    }
}
