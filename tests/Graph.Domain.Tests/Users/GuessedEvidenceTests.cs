using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Users;

/// <summary>Evidence is not found out by trying: what the verifier rejects counts as a wrong guess.</summary>
public sealed class GuessedEvidenceTests
{
    private static readonly Origin Nowhere = new(null, null);

    [Theory]
    [InlineData("face")]
    [InlineData("bank card")]
    [InlineData("address")]
    public async Task What_the_verifier_rejects_is_tried_five_times_a_minute_and_ten_times_a_day(string channel)
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IVerifier>(
            provided => new AddressRefuser(ActivatorUtilities.CreateInstance<SandboxVerifier>(provided))));
        var user = await database.PersonAsync();
        for (var tries = 0; tries < 2; tries++)
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.IsNotType<TooManyAttemptsError>(await TryAsync(5 * tries + i));
            }

            Assert.IsType<TooManyAttemptsError>(await TryAsync(99));
            database.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.IsType<TooManyAttemptsError>(await TryAsync(99));
        database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsNotType<TooManyAttemptsError>(await TryAsync(99));

        Task<DomainError?> TryAsync(int number) => RefusalAsync(() => channel switch
        {
            "face" => database.Get<IdentityProofing>().SubmitFaceAsync(user, $"face {number}", default),
            "address" => database.Get<IdentityProofing>().SubmitAddressAsync(user, "浙江省", "杭州市", $"文三路 {number}", default),
            _ => database.Get<BankCards>().SubmitAsync(
                user, new NewBankCard(BankCard.Complete($"699999{number:D9}"), TestDatabase.Password, PaymentPin: null), Nowhere, default),
        });
    }

    /// <summary>The verifier is a service that is paid for, and other people's identities would go there.</summary>
    [Fact]
    public async Task The_verifier_is_not_asked_about_a_second_identity_of_an_account()
    {
        AddressRefuser? verifier = null;
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IVerifier>(
            provided => verifier = new AddressRefuser(ActivatorUtilities.CreateInstance<SandboxVerifier>(provided))));
        var user = await database.PersonAsync();
        var asked = verifier!.Cards;
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<AlreadyIdentifiedError>(await TryAsync(i));
        }

        // Otherwise a thief with a session could find out the number.
        Assert.IsType<TooManyAttemptsError>(await TryAsync(9));
        Assert.Equal(asked, verifier.Cards);

        Task<DomainError?> TryAsync(int number) => RefusalAsync(() => database.Get<IdentityProofing>().SubmitIdentityCardAsync(
            user, "王小明", IdentityCard.Complete($"1101051990010299{number}"), Nowhere, default));
    }

    [Fact]
    public async Task What_is_accepted_is_submitted_as_often_as_wished()
    {
        await using var database = await TestDatabase.CreateAsync();
        var user = await database.PersonAsync();
        for (var i = 0; i < 12; i++)
        {
            await database.Get<IdentityProofing>().SubmitFaceAsync(user, SandboxVerifier.FaceToken, default);
        }

        Assert.Equal(12, await database.Units.ReadAsync(db => db.Set<Evidence>().CountAsync(
            e => e.Kind == EvidenceKind.Face && e.Status == EvidenceStatus.Accepted)));
    }

    [Fact]
    public async Task Accounts_that_claim_one_person_share_the_guesses_of_the_face_and_the_person_has_others()
    {
        await using var database = await TestDatabase.CreateAsync();
        var owner = await database.PersonAsync();
        var (one, other) = (await ClaimAsync(database, 1), await ClaimAsync(database, 2));
        var proofing = database.Get<IdentityProofing>();
        for (var i = 0; i < 7; i++)
        {
            // The first of each account is counted for that account alone.
            Assert.Null(await RefusalAsync(() => proofing.SubmitFaceAsync(i % 2 == 0 ? one : other, SandboxVerifier.OtherFaceToken, default)));
        }

        Assert.IsType<TooManyAttemptsError>(await RefusalAsync(() => proofing.SubmitFaceAsync(other, SandboxVerifier.OtherFaceToken, default)));
        var third = await ClaimAsync(database, 3);
        Assert.Null(await RefusalAsync(() => proofing.SubmitFaceAsync(third, SandboxVerifier.OtherFaceToken, default)));
        Assert.IsType<TooManyAttemptsError>(await RefusalAsync(() => proofing.SubmitFaceAsync(third, SandboxVerifier.OtherFaceToken, default)));
        var shown = await proofing.SubmitFaceAsync(owner, SandboxVerifier.FaceToken, default);
        Assert.Equal(EvidenceStatus.Accepted, await database.Units.ReadAsync(db => db.Set<Evidence>()
            .Where(e => e.Id == shown).Select(e => e.Status).SingleAsync()));
    }

    [Fact]
    public async Task Who_is_a_customer_is_asked_five_times_a_minute()
    {
        await using var database = await TestDatabase.CreateAsync();
        for (var i = 0; i < 6; i++)
        {
            await database.PersonAsync();
        }

        var curious = (await database.SignUpAsync("13700000001", "curious")).User;
        for (var person = 1; person <= 5; person++)
        {
            Assert.Null(await RefusalAsync(() => AskAsync(database, curious, person)));
        }

        Assert.IsType<TooManyAttemptsError>(await RefusalAsync(() => AskAsync(database, curious, 6)));
    }

    /// <summary>An account that has the name and number of the first person.</summary>
    private static async Task<UserId> ClaimAsync(TestDatabase database, int number)
    {
        var account = (await database.SignUpAsync($"1370000000{number}", $"claimant_{number}")).User;
        await AskAsync(database, account, person: 1);
        return account;
    }

    private static Task<EvidenceId> AskAsync(TestDatabase database, UserId account, int person) =>
        database.Get<IdentityProofing>().SubmitIdentityCardAsync(
            account, "王小明", IdentityCard.Complete($"11010519900101{person:D3}"), Nowhere, default);

    private static async Task<DomainError?> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (DomainException refused)
        {
            return refused.Errors[0];
        }
    }

    private sealed class AddressRefuser(SandboxVerifier sandbox) : IVerifier
    {
        /// <summary>How many identity cards it was asked about.</summary>
        public int Cards { get; private set; }

        public Task<Verdict> VerifyIdentityCardAsync(string fullName, IdentityCard card, CancellationToken cancellationToken)
        {
            Cards++;
            return sandbox.VerifyIdentityCardAsync(fullName, card, cancellationToken);
        }

        public Task<AcceptedCard?> VerifyBankCardAsync(string number, VerifiedIdentity? identity, CancellationToken cancellationToken) =>
            sandbox.VerifyBankCardAsync(number, identity, cancellationToken);

        public Task<Verdict> VerifyAddressAsync(string province, string city, string street, CancellationToken cancellationToken) =>
            Task.FromResult(Verdict.Rejected("Nobody of that name lives there."));

        public Task<Verdict> VerifyFaceAsync(string token, VerifiedIdentity? identity, CancellationToken cancellationToken) =>
            sandbox.VerifyFaceAsync(token, identity, cancellationToken);

        public Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken) => sandbox.SendPhoneCodeAsync(phone, cancellationToken);

        public Task SendMessageAsync(string phone, string text, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
