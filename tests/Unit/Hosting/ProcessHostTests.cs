using MesosOrleans.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MesosOrleans.Tests.Unit.Hosting;

public sealed class ProcessHostTests
{
    [Fact]
    public async Task A_process_that_is_told_to_end_while_it_starts_ends_and_does_not_say_that_it_started()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService<EndedWhileItStarts>();
        using var host = builder.Build();
        var started = false;
        await ProcessHost.Run(host, () => started = true).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(started);
    }

    private sealed class EndedWhileItStarts(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("what has not started cannot be stopped");
    }
}
