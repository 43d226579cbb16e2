using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain.Users;

/// <summary>
/// The module for users: accounts, sessions, passwords and PINs, evidence, and the real-name level that follows from
/// it.
/// </summary>
public sealed class UsersModule : IFeatureModule
{
    public void Register(IServiceCollection services)
    {
        services.TryAddSingleton<IVerifier, SandboxVerifier>();
        services.TryAddSingleton<PasswordCost>();
        services.TryAddSingleton<ThrottleLimits>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<ExternalLogins>();
        services.AddSingleton<PaymentPins>();
        services.AddSingleton<Profiles>();
        services.AddSingleton<IdentityProofing>();
        services.AddDeadline<ExpiringEvidence>();
        services.AddAnnouncer<UserAnnouncements>();
        services.AddSubject<UserId>();
        services.AddSubject<EvidenceId>();
    }
}
