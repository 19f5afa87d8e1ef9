using System.Globalization;
using System.Text.Json;
using MesosOrleans.Tests.Support;

namespace MesosOrleans.Tests.EndToEnd.Deployment;

/// <summary>A Prometheus that asks one silo every second, in a folder of its own on a free port.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly TestProgram _program;
    private string _address = "";

    private PrometheusServer(string master)
    {
        var config = Path.Combine(_folder.Path, "prometheus.yml");
        File.WriteAllText(config, $$"""
            global: { scrape_interval: 1s }
            scrape_configs: [{ job_name: silo, static_configs: [{ targets: ["{{master}}"] }] }]
            """);
        _program = TestProgram.StartCommand(
            ["prometheus", $"--config.file={config}", $"--storage.tsdb.path={_folder.Path}/data", "--web.listen-address=127.0.0.1:0", "--log.format=logfmt"]);
    }

    public static async Task<PrometheusServer> Start(string master)
    {
        var server = new PrometheusServer(master);
        try
        {
            // It says the port that it has taken: … msg="Listening on" address=127.0.0.1:41234
            var line = await server._program.Says("msg=\"Listening on\"");
            server._address = line[(line.IndexOf("address=", StringComparison.Ordinal) + 8)..].Split(' ')[0];
            // Before that it answers 503.
            await server._program.Says("Server is ready to receive web requests");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a query has at least one result that is a number.</summary>
    public async Task<bool> Answers(string query)
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"http://{_address}/api/v1/query?query={Uri.EscapeDataString(query)}")));
        return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
            .Any(result => double.TryParse(result.GetProperty("value")[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number));
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }
}
