using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Users.Passkeys;
using Graph.Domain.Tests.Users.Passkeys;

namespace Graph.Api.Tests.Lending;

/// <summary>What is lent beyond ¥5,000 a day takes a passkey, which signs the loan or the borrower, and the amount.</summary>
public sealed class LoanPasskeyTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task A_yes_to_a_large_request_takes_a_passkey_for_this_loan_and_amount()
    {
        using var authenticator = new SoftAuthenticator();
        var (lender, borrower) = await server.LenderAndBorrowerAsync("20000");
        await lender.AddPasskeyAsync(authenticator);
        var loan = (await borrower.RequestLoanAsync(lender, "6000")).Id("loan");
        var other = (await borrower.RequestLoanAsync(lender, "6000")).Id("loan");
        var key = Guid.CreateVersion7();
        Assert.Equal("PASSKEY_REQUIRED", (await lender.AnswerLoanAsync(loan, pin: Somebody.Pin, key: key)).CodeOf());

        var ofAnother = await lender.SignAsync(authenticator, other, "6000", key, "answerLoan");
        Assert.Equal("PASSKEY_REFUSED", (await lender.AnswerLoanAsync(loan, key: key, passkey: ofAnother)).CodeOf());
        var ofLess = await lender.SignAsync(authenticator, loan, "5999", key, "answerLoan");
        Assert.Equal("PASSKEY_REFUSED", (await lender.AnswerLoanAsync(loan, key: key, passkey: ofLess)).CodeOf());
        Assert.Equal("0.00", await borrower.BalanceAsync());

        var passkey = await lender.SignAsync(authenticator, loan, "6000", key, "answerLoan");
        var paidOut = await lender.AnswerLoanAsync(loan, key: key, passkey: passkey);
        Assert.True(paidOut["errors"] is null, paidOut.ToJsonString());
        Assert.Equal("ACTIVE", (string)paidOut["loan"]!["status"]!);
        Assert.True((bool)(await lender.AnswerLoanAsync(loan, key: key, passkey: passkey))["replayed"]!);
        Assert.Equal(("14000.00", "6000.00"), (await lender.BalanceAsync(), await borrower.BalanceAsync()));
        Assert.Contains(("PASSKEY_USED", "Phone: answerLoan of 6000.00 CNY"), await lender.PasskeyLogAsync());
    }

    [Fact]
    public async Task A_large_offer_takes_a_passkey_for_this_borrower_and_the_yes_to_it_none()
    {
        using var authenticator = new SoftAuthenticator();
        var (lender, borrower) = await server.LenderAndBorrowerAsync("20000");
        await lender.AddPasskeyAsync(authenticator);
        var key = Guid.CreateVersion7();
        Assert.Equal("PASSKEY_REQUIRED", (await lender.OfferLoanAsync(borrower, "7000", pin: Somebody.Pin, key: key)).CodeOf());
        var toOneself = await lender.SignAsync(authenticator, lender.Id, "7000", key, "offerLoan");
        Assert.Equal("PASSKEY_REFUSED", (await lender.OfferLoanAsync(borrower, "7000", key: key, passkey: toOneself)).CodeOf());
        var passkey = await lender.SignAsync(authenticator, borrower.Id, "7000", key, "offerLoan");
        var offered = await lender.OfferLoanAsync(borrower, "7000", key: key, passkey: passkey);
        Assert.True(offered["errors"] is null, offered.ToJsonString());
        Assert.Equal("7000.00", (string)offered["wallet"]!["held"]!["amount"]!);

        var accepted = await borrower.AnswerLoanAsync(offered.Id("loan"));
        Assert.True(accepted["errors"] is null, accepted.ToJsonString());
        Assert.Equal(("13000.00", "7000.00"), (await lender.BalanceAsync(), await borrower.BalanceAsync()));
    }

    [Fact]
    public async Task A_large_guarantee_takes_a_passkey_for_this_guarantee_and_share()
    {
        using var authenticator = new SoftAuthenticator();
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var guarantor = await server.PersonAsync();
        await guarantor.BefriendAsync(borrower);
        await guarantor.AddPasskeyAsync(authenticator);
        var (small, large) = (await AskAsync("5000"), await AskAsync("5000.01"));
        Assert.Equal("GIVEN", (string)(await guarantor.AnswerGuaranteeAsync(small))["guarantee"]!["status"]!);
        Assert.Equal("PASSKEY_REQUIRED", (await guarantor.AnswerGuaranteeAsync(large)).CodeOf());

        var key = Guid.CreateVersion7();
        var ofAnother = await guarantor.SignAsync(authenticator, small, "5000.01", key, "answerGuarantee");
        Assert.Equal("PASSKEY_REFUSED", (await guarantor.AnswerGuaranteeAsync(large, passkey: ofAnother, key: key)).CodeOf());
        var ofLess = await guarantor.SignAsync(authenticator, large, "5000", key, "answerGuarantee");
        Assert.Equal("PASSKEY_REFUSED", (await guarantor.AnswerGuaranteeAsync(large, passkey: ofLess, key: key)).CodeOf());
        var passkey = await guarantor.SignAsync(authenticator, large, "5000.01", key, "answerGuarantee");
        Assert.Equal("PASSKEY_REFUSED", (await guarantor.AnswerGuaranteeAsync(large, passkey: passkey, key: Guid.CreateVersion7())).CodeOf());
        var keyless = await guarantor.AnswerGuaranteeAsync(large, passkey: passkey);
        Assert.Equal(("VALIDATION", "idempotencyKey"), (keyless.CodeOf(), (string)keyless["errors"]![0]!["path"]![0]!));

        Assert.Equal("GIVEN", (string)(await guarantor.AnswerGuaranteeAsync(large, passkey: passkey, key: key))["guarantee"]!["status"]!);
        Assert.Equal("GIVEN", (string)(await guarantor.AnswerGuaranteeAsync(large, passkey: passkey, key: key))["guarantee"]!["status"]!);
        Assert.Contains(("PASSKEY_USED", "Phone: answerGuarantee of 5000.01 CNY"), await guarantor.PasskeyLogAsync());

        async Task<string> AskAsync(string share) =>
            (await borrower.AskGuaranteeAsync((await borrower.RequestLoanAsync(lender, "9000")).Id("loan"), guarantor, share)).Id("guarantee");
    }
}
