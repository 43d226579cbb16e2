using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Users.Passkeys;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Lending;

/// <summary>What a thief with somebody's phone cannot do with loans, and what nobody learns of a frozen account.</summary>
public sealed class LendingGuardTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task A_claim_is_forgiven_with_the_PIN_and_leaves_a_trace()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var loan = await lender.LendAsync(borrower, "200");
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await lender.ForgiveAsync(loan, pin: null)).CodeOf());
        Assert.Null((await lender.FreezeAsync())["errors"]);
        Assert.Equal("ACCOUNT_FROZEN", (await lender.ForgiveAsync(loan)).CodeOf());
        Assert.Null((await lender.UnfreezeAsync())["errors"]);
        var key = Guid.CreateVersion7();
        Assert.Equal("FORGIVEN", (string)(await lender.ForgiveAsync(loan, key))["loan"]!["status"]!);
        Assert.True((bool)(await lender.ForgiveAsync(loan, key, pin: null))["replayed"]!);
        var line = await server.Services.GetRequiredService<Units>().ReadAsync(db => db.Set<AuditEvent>()
            .Where(e => e.UserId == lender.UserId && e.Kind == AuditKind.MoneyMoved)
            .OrderByDescending(e => e.Sequence)
            .Select(e => e.Detail)
            .FirstAsync());
        Assert.StartsWith("Forgave 200.00 CNY of loan ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passkey_forgives_the_principal_that_it_signed()
    {
        using var authenticator = new SoftAuthenticator();
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        await lender.AddPasskeyAsync(authenticator);
        var loan = await lender.LendAsync(borrower, "200");
        Assert.Null((await borrower.RepayAsync(loan, "50"))["errors"]);
        var key = Guid.CreateVersion7();
        var other = await lender.SignAsync(authenticator, loan, "150", key, "forgiveLoan");
        Assert.Equal("PASSKEY_REFUSED", (await lender.ForgiveAsync(loan, key, pin: null, other)).CodeOf());
        var passkey = await lender.SignAsync(authenticator, loan, "200", key, "forgiveLoan");
        Assert.Equal("FORGIVEN", (string)(await lender.ForgiveAsync(loan, key, pin: null, passkey))["loan"]!["status"]!);
    }

    [Fact]
    public async Task For_a_day_after_a_reset_no_promise_is_made_by_a_passkey_alone()
    {
        using var authenticator = new SoftAuthenticator();
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var guarantor = await server.PersonAsync();
        await guarantor.BefriendAsync(borrower);
        await guarantor.AddPasskeyAsync(authenticator);
        var claim = await lender.LendAsync(borrower, "100");
        var offer = (await lender.OfferLoanAsync(borrower, "50", pin: Somebody.Pin)).Id("loan");
        var asked = (await borrower.AskGuaranteeAsync(offer, guarantor, "10")).Id("guarantee");
        foreach (var person in new[] { lender, borrower, guarantor })
        {
            await RestrictAsync(person);
        }

        var key = Guid.CreateVersion7();
        var passkey = await guarantor.SignAsync(authenticator, asked, "10", key, "answerGuarantee");
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await guarantor.AnswerGuaranteeAsync(asked, passkey: passkey, key: key)).CodeOf());
        Assert.Null((await guarantor.AnswerGuaranteeAsync(asked, passkey: passkey, key: key, pin: Somebody.Pin))["errors"]);

        Assert.Equal("PAYMENT_PIN_REQUIRED", (await borrower.AnswerLoanAsync(offer)).CodeOf());
        Assert.Null((await borrower.AnswerLoanAsync(offer, pin: Somebody.Pin))["errors"]);
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await lender.ForgiveAsync(claim, pin: null)).CodeOf());

        // What is owed is paid back as ever.
        Assert.Null((await borrower.RepayAsync(claim, "20"))["errors"]);
        Assert.Null((await lender.ForgiveAsync(claim))["errors"]);
    }

    [Fact]
    public async Task Nobody_learns_by_asking_that_an_account_is_frozen()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var frozen = await server.PersonAsync();
        await frozen.BefriendAsync(borrower);
        await frozen.BefriendAsync(lender);
        Assert.Null((await frozen.FreezeAsync())["errors"]);
        Assert.Null((await lender.SetTrustLineAsync(frozen, "100"))["errors"]);
        var offer = await lender.OfferLoanAsync(frozen, "10");
        Assert.Equal("OFFERED", (string)offer["loan"]!["status"]!);
        var request = await borrower.RequestLoanAsync(frozen, "10");
        Assert.Equal("REQUESTED", (string)request["loan"]!["status"]!);
        var asked = await borrower.AskGuaranteeAsync((await borrower.RequestLoanAsync(lender, "10")).Id("loan"), frozen, "5");
        Assert.Equal("ASKED", (string)asked["guarantee"]!["status"]!);

        Assert.Equal("ACCOUNT_FROZEN", (await frozen.AnswerLoanAsync(request.Id("loan"))).CodeOf());
        Assert.Equal("ACCOUNT_FROZEN", (await frozen.AnswerGuaranteeAsync(asked.Id("guarantee"))).CodeOf());
        Assert.Null((await frozen.UnfreezeAsync())["errors"]);
        Assert.Equal("ACTIVE", (string)(await frozen.AnswerLoanAsync(offer.Id("loan")))["loan"]!["status"]!);
    }

    /// <summary>As if more than a day had gone by since the PIN was set.</summary>
    private Task RestrictAsync(Somebody person) => server.Services.GetRequiredService<Units>().WriteAsync(async db =>
    {
        (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == person.UserId)).Restrict(DateTime.UtcNow.AddHours(25));
        return true;
    });
}
