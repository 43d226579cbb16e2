using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Phones;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain.Users;

/// <summary>
/// The module for users: accounts, sessions, passwords, PINs, passkeys, evidence, and the real-name level that follows
/// from it.
/// </summary>
public sealed class UsersModule : IFeatureModule
{
    public void Register(IServiceCollection services)
    {
        services.TryAddSingleton<IVerifier, SandboxVerifier>();
        services.TryAddSingleton<PasswordCost>();
        services.TryAddSingleton<ThrottleLimits>();
        services.TryAddSingleton<BankCardSettings>();
        services.TryAddSingleton<PrivacySettings>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<PasswordChecks>();
        services.AddSingleton<KnownDevices>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<SignUps>();
        services.AddSingleton<StrangersTurns>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<ExternalLogins>();
        services.AddSingleton<PaymentPins>();
        services.TryAddSingleton<PasskeySettings>();
        services.AddSingleton<Authenticators>();
        services.AddSingleton<PasskeyChallenges>();
        services.AddSingleton<PasskeyChecks>();
        services.AddSingleton<Passkeys.Passkeys>();
        services.AddSingleton<PasskeySignIns>();
        services.AddSingleton<PasskeyPayments>();
        services.AddSingleton<Confirmations>();
        services.AddSingleton<AccountLocks>();
        services.AddSingleton<Profiles>();
        services.AddSingleton<PhoneCodes>();
        services.AddSingleton<PhoneMessages>();
        services.AddSingleton<PhoneProofs>();
        services.AddSingleton<PasswordResets>();
        services.AddSingleton<EvidenceDecisions>();
        services.AddSingleton<PersonAccounts>();
        services.AddSingleton<IdentityProofing>();
        services.AddSingleton<BankCards.BankCards>();
        services.AddSingleton<AccountClosing>();
        services.AddSingleton<DataExports>();
        services.AddSingleton<IAccountEnd, UserEnd>();
        services.AddSingleton<IPersonalData, AccountData>();
        services.AddSingleton<IPersonalData, EvidenceData>();
        services.AddSingleton<IPersonalData, BankCardData>();
        services.AddSingleton<IPersonalData, PasskeyData>();
        services.AddSingleton<IPersonalData, SessionsData>();
        services.AddSingleton<IPersonalData, AuditData>();
        services.AddDeadline<ExpiringEvidence>();
        services.AddDeadline<ExpiringClaims>();
        services.AddDeadline<FormerPhones>();
        services.AddDeadline<SweptCounters>();
        services.AddDeadline<ErasedAccounts>();
        services.AddAnnouncer<UserAnnouncements>();
        services.AddSubject<UserId>();
        services.AddSubject<EvidenceId>();
        services.AddSubject<PasskeyId>();
    }
}
