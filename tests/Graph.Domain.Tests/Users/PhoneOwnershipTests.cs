using System.Collections.Concurrent;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Phones;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Users;

/// <summary>A number counts once it is proved, and its former owner is told what happens to the account.</summary>
public sealed class PhoneOwnershipTests
{
    private const string Old = "13800000001";
    private const string New = "13900000001";

    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task The_old_number_is_told_of_a_change_and_of_the_reset_that_undoes_it()
    {
        var messages = new ConcurrentQueue<(string Phone, string Text)>();
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IVerifier>(
            provided => new Telling(ActivatorUtilities.CreateInstance<SandboxVerifier>(provided), messages)));
        var user = (await database.SignUpAsync(Old, "owner")).User;
        var change = await database.Get<PhoneProofs>().RequestCodeAsync(user, New, Nowhere, default);
        await database.Get<PhoneProofs>().ChangeAsync(user, change.Challenge, SandboxVerifier.PhoneCode, TestDatabase.Password, Nowhere);
        Assert.Equal([(Old, PhoneMessages.PhoneChanged)], messages);

        // Somebody changed it who was not the owner. The number that loses the account is told of the reset.
        var reset = await database.Get<PasswordResets>().RequestAsync(Old, null, Nowhere, default);
        await database.Get<PasswordResets>().ResetAsync(reset.Challenge, SandboxVerifier.PhoneCode, "remembered-Pass-2", Nowhere);
        Assert.Equal([(Old, PhoneMessages.PhoneChanged), (New, PhoneMessages.PasswordReset)], messages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_proves_a_number_takes_it_from_an_account_that_lost_its_proof_and_nothing_else(bool bySigningUp)
    {
        await using var database = await TestDatabase.CreateAsync();
        var holder = await database.SignUpAsync(Old, "holder");
        await database.Get<EvidenceDecisions>().RevokeAsync(Old, EvidenceKind.Phone, "For a test.");
        UserId owner;
        if (bySigningUp)
        {
            owner = (await database.SignUpAsync(Old, "owner")).User;
        }
        else
        {
            owner = (await database.SignUpAsync(New, "owner")).User;
            var change = await database.Get<PhoneProofs>().RequestCodeAsync(owner, Old, Nowhere, default);
            await database.Get<PhoneProofs>().ChangeAsync(owner, change.Challenge, SandboxVerifier.PhoneCode, TestDatabase.Password, Nowhere);
        }

        var phones = await database.Units.ReadAsync(db => db.Set<User>().ToDictionaryAsync(u => u.Id, u => u.Phone));
        Assert.Equal((null, Old), (phones[holder.User], phones[owner]));
        var session = await database.Units.ReadAsync(db => db.Set<Session>().SingleAsync(s => s.Id == holder.Session));
        Assert.Equal((holder.User, null), (session.UserId, session.EndedAt));

        // The holder goes on in this session, and proves another number.
        var other = await database.Get<PhoneProofs>().RequestCodeAsync(holder.User, "13700000001", Nowhere, default);
        await database.Get<PhoneProofs>().ChangeAsync(holder.User, other.Challenge, SandboxVerifier.PhoneCode, TestDatabase.Password, Nowhere);
        Assert.Equal("13700000001", await database.Units.ReadAsync(db => db.Set<User>().Where(u => u.Id == holder.User).Select(u => u.Phone).SingleAsync()));
    }

    [Fact]
    public async Task Nobody_else_gets_a_number_for_the_day_in_which_it_can_undo_a_change_of_phone()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (owner, other) = ((await database.SignUpAsync(Old, "owner")).User, (await database.SignUpAsync("13700000001", "other")).User);
        await ChangeAsync(owner, New);

        // Who changed the phone has had one message to the old number, and takes that number too.
        await TakenAsync(() => database.SignUpAsync(Old, "thief"));
        await TakenAsync(() => ChangeAsync(other, Old));
        var identity = new ExternalIdentity("https://id.example", "sub-1", "sign-in-1", Old, "thief", "thief");
        Assert.Null(await database.Get<ExternalLogins>().SessionOfAsync(identity, Nowhere));

        var reset = await database.Get<PasswordResets>().RequestAsync(Old, null, Nowhere, default);
        var back = await database.Get<PasswordResets>().ResetAsync(reset.Challenge, SandboxVerifier.PhoneCode, "remembered-Pass-2", Nowhere);
        Assert.Equal(owner, back.User);

        // The number that the thief brought is free again at once, and the old one after a day without such a reset.
        await ChangeAsync(other, New);
        database.Clock.Advance(User.Restriction);
        Assert.NotEqual(other, (await database.SignUpAsync("13700000001", "anybody")).User);

        async Task ChangeAsync(UserId user, string phone)
        {
            var change = await database.Get<PhoneProofs>().RequestCodeAsync(user, phone, Nowhere, default);
            await database.Get<PhoneProofs>().ChangeAsync(user, change.Challenge, SandboxVerifier.PhoneCode, TestDatabase.Password, Nowhere);
        }

        static async Task TakenAsync(Func<Task> act) =>
            Assert.IsType<PhoneTakenError>(Assert.Single((await Assert.ThrowsAsync<DomainException>(act)).Errors));
    }

    [Fact]
    public async Task No_role_is_granted_by_a_number_that_lost_its_proof()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SignUpAsync(Old, "holder");
        await database.Get<EvidenceDecisions>().RevokeAsync(Old, EvidenceKind.Phone, "For a test.");
        Assert.False(await database.Get<Profiles>().GrantAsync(Old, Role.Admin));
    }

    [Fact]
    public async Task The_token_of_a_card_depends_on_a_key()
    {
        var tokens = new List<string>();
        foreach (var key in new[] { new byte[32], [.. Enumerable.Repeat((byte)1, 32)], new byte[32] })
        {
            var card = await new SandboxVerifier(new KeyedHash(key), TimeProvider.System).VerifyBankCardAsync("6222020000000000", null, default);
            tokens.Add(card!.Token);
        }

        Assert.Equal(tokens[0], tokens[2]);
        Assert.NotEqual(tokens[0], tokens[1]);
    }

    private sealed class Telling(SandboxVerifier sandbox, ConcurrentQueue<(string Phone, string Text)> messages) : IVerifier
    {
        public Task<Verdict> VerifyIdentityCardAsync(string fullName, IdentityCard card, CancellationToken cancellationToken) =>
            sandbox.VerifyIdentityCardAsync(fullName, card, cancellationToken);

        public Task<AcceptedCard?> VerifyBankCardAsync(string number, VerifiedIdentity? identity, CancellationToken cancellationToken) =>
            sandbox.VerifyBankCardAsync(number, identity, cancellationToken);

        public Task<Verdict> VerifyAddressAsync(string province, string city, string street, CancellationToken cancellationToken) =>
            sandbox.VerifyAddressAsync(province, city, street, cancellationToken);

        public Task<Verdict> VerifyFaceAsync(string token, VerifiedIdentity? identity, CancellationToken cancellationToken) =>
            sandbox.VerifyFaceAsync(token, identity, cancellationToken);

        public Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken) => sandbox.SendPhoneCodeAsync(phone, cancellationToken);

        public Task SendMessageAsync(string phone, string text, CancellationToken cancellationToken)
        {
            messages.Enqueue((phone, text));
            return Task.CompletedTask;
        }
    }
}
