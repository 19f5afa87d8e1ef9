using System.Collections.Immutable;
using MesosOrleans.Authentication;
using MesosOrleans.Connection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

/// <summary>How agents and schedulers (both by <see cref="ClientAuthentication"/>) keep a session when messages are lost, and when masters change.</summary>
public sealed class ClientAuthenticationTests
{
    private static readonly Credential Known = new("benh", "secret");
    private readonly FakeTimeProvider _time = new();
    private readonly Masters _masters = new();

    [Theory, InlineData(nameof(IAuthenticatorGrain.Mechanisms)), InlineData(nameof(IAuthenticatorGrain.Start)), InlineData(nameof(IAuthenticatorGrain.Step))]
    public async Task Whatever_message_is_lost_the_exchange_begins_anew_after_five_seconds(string lost)
    {
        _masters.Lose(lost);
        await using var authentication = new ClientAuthentication(Known, _time, NullLogger.Instance);

        var beginning = authentication.Begin(_masters, CancellationToken.None);
        Assert.False(beginning.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Passes(beginning);

        Assert.Equal(2, _masters.Exchanges);
        Assert.Null(authentication.Refusal);
    }

    [Fact]
    public async Task At_half_of_its_lifetime_a_session_is_followed_by_another()
    {
        await using var authentication = new ClientAuthentication(Known, _time, NullLogger.Instance);
        await authentication.Begin(_masters, CancellationToken.None);
        var renewed = _masters.Next();

        await PassesUntil(renewed);

        Assert.Equal(2, _masters.Authenticated);
    }

    [Fact]
    public async Task A_refused_credential_is_not_tried_again()
    {
        await using var authentication = new ClientAuthentication(Known with { Secret = "guess" }, _time, NullLogger.Instance);

        await Assert.ThrowsAsync<NotAuthenticatedException>(() => authentication.Begin(_masters, CancellationToken.None));

        Assert.Equal("Master refused authentication of principal benh", authentication.Refusal);
        Assert.Equal(1, _masters.Exchanges);
    }

    [Fact]
    public async Task A_second_exchange_of_a_principal_does_not_disturb_the_first()
    {
        await using var one = new ClientAuthentication(Known, _time, NullLogger.Instance);
        await using var other = new ClientAuthentication(Known, _time, NullLogger.Instance);
        var held = _masters.Hold();
        var first = one.Begin(_masters, CancellationToken.None);
        await other.Begin(_masters, CancellationToken.None);

        held.SetResult();
        await first;

        Assert.Equal(2, _masters.Authenticated);
    }

    /// <summary>The pause before the next attempt begins a moment after the time-out: time is moved until it is over.</summary>
    private async Task Passes(Task beginning) => await PassesUntil(beginning);

    private async Task PassesUntil(Task happening)
    {
        for (var moves = 0; !happening.IsCompleted; moves++)
        {
            Assert.True(moves < 100_000, "time passes, and nothing happens");
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await happening;
    }

    /// <summary>Masters that know one principal, as far as an exchange needs them.</summary>
    private sealed class Masters : IGrainFactory
    {
        private readonly ScramKeyring _keys = new(new byte[32]);
        private readonly TaskCompletionSource _never = new();
        private string? _lost;
        private TaskCompletionSource? _held;
        private TaskCompletionSource _next = new();

        public int Exchanges { get; private set; }

        public int Authenticated { get; private set; }

        public void Lose(string message) => _lost = message;

        /// <summary>Holds the next exchange at its last message.</summary>
        public TaskCompletionSource Hold() => _held = new TaskCompletionSource();

        public Task Next() => (_next = new TaskCompletionSource()).Task;

        public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey
        {
            Exchanges++;
            (var held, _held) = (_held, null);
            return (TGrainInterface)(object)new Exchange(this, held?.Task ?? Task.CompletedTask);
        }

        public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey =>
            throw new NotSupportedException();

        public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey =>
            throw new NotSupportedException();

        public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithGuidCompoundKey => throw new NotSupportedException();

        public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithIntegerCompoundKey => throw new NotSupportedException();

        public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver =>
            throw new NotSupportedException();

        public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver =>
            throw new NotSupportedException();

        public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();

        public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();

        public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

        public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

        public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

        public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable => throw new NotSupportedException();

        public IAddressable GetGrain(GrainId grainId) => throw new NotSupportedException();

        public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw new NotSupportedException();

        public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => throw new NotSupportedException();

        public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => throw new NotSupportedException();

        private Task Reaches(string message)
        {
            if (_lost != message)
            {
                return Task.CompletedTask;
            }

            _lost = null;
            return _never.Task;
        }

        private sealed class Exchange(Masters masters, Task held) : IAuthenticatorGrain
        {
            private readonly Authenticator _authenticator = new(principal => principal == Known.Principal ? Known : null, masters._keys, "server", "host");

            public async Task<ImmutableArray<string>> Mechanisms()
            {
                await masters.Reaches(nameof(Mechanisms));
                return Authenticator.Mechanisms;
            }

            public async Task<AuthenticationReply> Start(string mechanism, ImmutableArray<byte> data)
            {
                await masters.Reaches(nameof(Start));
                return _authenticator.Start(mechanism, data);
            }

            public async Task<AuthenticationReply> Step(ImmutableArray<byte> data)
            {
                await held;
                var reply = _authenticator.Step(data);
                masters.Authenticated += reply is AuthenticationReply.Completed ? 1 : 0;
                await masters.Reaches(nameof(Step));
                masters._next.TrySetResult();
                return reply is AuthenticationReply.Completed completed
                    ? completed with { Session = new SessionToken($"session {masters.Authenticated}", TimeSpan.FromMinutes(10)) }
                    : reply;
            }
        }
    }
}
