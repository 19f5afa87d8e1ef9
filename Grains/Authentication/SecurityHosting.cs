using MesosOrleans.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Authentication;

/// <summary>Gives the grains what they ask about who may do what.</summary>
public static class SecurityHosting
{
    /// <param name="services">Of the silo.</param>
    /// <param name="settings">Who has to show a session. If nobody has, no call is looked at.</param>
    /// <param name="credentials">Path of the file; null: nobody can authenticate.</param>
    /// <param name="acls">See <see cref="AuthorizationService"/>.</param>
    public static void AddSecurity(this IServiceCollection services, AuthenticationSettings settings, string? credentials, string? acls)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton<SessionSigner>();
        services.TryAddSingleton<ISessionKeys, OwnKey>();
        services.AddSingleton(provider => new CredentialsSource(credentials, provider));
        services.AddSingleton<AuthenticationService>();
        services.AddSingleton(provider => new AuthorizationService(
            acls, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AuthorizationService>>()));
        if (settings.IsOn)
        {
            services.AddSingleton<IIncomingGrainCallFilter, GrainDoorService>();
        }
    }

    /// <summary>Of a silo that is alone.</summary>
    private sealed class OwnKey(SessionSigner signer) : ISessionKeys
    {
        public string? Find(string keyId) => keyId == SessionSigner.IdOf(signer.PublicKey) ? signer.PublicKey : null;
    }
}

/// <summary>The credentials, if there are any.</summary>
public sealed class CredentialsSource(string? path, IServiceProvider services)
{
    private readonly CredentialsStore? _store = path is null
        ? null
        : new CredentialsStore(path, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<CredentialsStore>>());

    /// <summary>That of a principal; null: there is none.</summary>
    public Credential? Find(string principal) => _store?.Current.GetValueOrDefault(principal);
}
