using MesosOrleans.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

public sealed class CredentialsStoreTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _log = new();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_changed_file_is_read_again()
    {
        Write("ada s3cret");
        var store = new CredentialsStore(_path, _time, _log);
        Assert.Equal("s3cret", store.Current["ada"].Secret);

        Write("ada another\nbob hush");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("another", store.Current["ada"].Secret);
        Assert.Equal("hush", store.Current["bob"].Secret);
    }

    [Fact]
    public void A_file_that_is_not_sound_any_more_leaves_the_last_one_in_force_and_says_so_without_secrets()
    {
        Write("ada s3cret");
        var store = new CredentialsStore(_path, _time, _log);

        Write("ada another hush");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("s3cret", store.Current["ada"].Secret);
        var warning = Assert.Single(_log.Warnings);
        Assert.Contains("line 1 has 3 words", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_others_can_read_draws_a_warning()
    {
        Write("ada s3cret");
        _ = new CredentialsStore(_path, _time, _log);
        Assert.Empty(_log.Warnings);

        File.SetUnixFileMode(_path, Owner | UnixFileMode.OtherRead);
        _ = new CredentialsStore(_path, _time, _log);

        Assert.Contains("can be read by others", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var refusal = Assert.Throws<CredentialsException>(() => new CredentialsStore("/nonexistent/credentials", _time, _log));

        Assert.Contains("/nonexistent/credentials", refusal.Message, StringComparison.Ordinal);
    }

    private void Write(string text)
    {
        File.WriteAllText(_path, text);
        File.SetUnixFileMode(_path, Owner);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
