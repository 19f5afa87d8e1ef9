using System.Diagnostics.Metrics;
using MesosOrleans.Authentication;
using MesosOrleans.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

/// <summary>When a session is in force.</summary>
public sealed class AuthenticationServiceTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SessionSigner _signer = new();
    private readonly Members _members = new();
    private readonly string _path = Path.GetTempFileName();
    private readonly ServiceProvider _services;
    private readonly AuthenticationService _service;

    public AuthenticationServiceTests()
    {
        File.WriteAllText(_path, "ada s3cret\nbob hush");
        _members.Keys.Add(_signer.PublicKey);
        _services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton<TimeProvider>(_time).BuildServiceProvider();
        _service = new AuthenticationService(
            new CredentialsSource(_path, _services), _signer, _members, new MasterLocation("127.0.0.1", 5050, "host"),
            new MasterInstruments(_services.GetRequiredService<IMeterFactory>()), _time, NullLogger<AuthenticationService>.Instance);
    }

    public void Dispose()
    {
        _services.Dispose();
        _signer.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void A_session_is_in_force_until_it_expires()
    {
        var token = _service.Succeed("ada").Text;
        Assert.Equal("ada", _service.PrincipalOf(token));

        _time.Advance(SessionTokens.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal("ada", _service.PrincipalOf(token));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(_service.PrincipalOf(token));
        Assert.Null(_service.PrincipalOf(null));
        Assert.Null(_service.PrincipalOf("guess"));
    }

    [Fact]
    public void A_session_ends_when_its_principal_is_taken_out_of_the_credentials()
    {
        var token = _service.Succeed("ada").Text;
        Assert.Equal("ada", _service.PrincipalOf(token));

        File.WriteAllText(_path, "bob hush");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(_service.PrincipalOf(token));
    }

    [Fact]
    public void A_session_ends_with_the_silo_that_gave_it()
    {
        var token = _service.Succeed("ada").Text;
        Assert.Equal("ada", _service.PrincipalOf(token));

        _members.Keys.Clear();

        Assert.Null(_service.PrincipalOf(token));
    }

    [Fact]
    public void The_answer_to_a_failure_waits_longer_each_time()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(100), _service.Fail("ada"));
        Assert.Equal(TimeSpan.FromMilliseconds(200), _service.Fail("ada"));
        _service.Succeed("ada");
        Assert.Equal(TimeSpan.FromMilliseconds(100), _service.Fail("ada"));
    }

    private sealed class Members : ISessionKeys
    {
        public List<string> Keys { get; } = [];

        public string? Find(string keyId) => Keys.Find(key => SessionSigner.IdOf(key) == keyId);
    }
}
