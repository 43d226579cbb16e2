using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Funds;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Lending;
using Graph.Api.Tests.Payments;
using Graph.Domain.Ledger.Requests;
using Microsoft.EntityFrameworkCore;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Server.Errors.Declared;

/// <summary>What an idempotency key is refused for, with each mutation that has one.</summary>
public sealed class KeyErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    private const string Reused = "IdempotencyKeyReusedError";
    private const string Invalid = "ValidationError";
    private const string InProgress = "OperationInProgressError";

    /// <summary>With each mutation one request that goes through, and another.</summary>
    private static readonly Dictionary<string, Func<Stage, Task<Pair>>> Pairs = new()
    {
        ["transfer"] = async stage =>
        {
            var to = (await stage.Friend).Id;
            return new(await stage.Someone, new { to, amount = Yuan("0.01") }, new { to, amount = Yuan("0.02") });
        },
        ["cancelTransfer"] = async stage =>
        {
            var sent = await (await stage.Someone).SendAsync(await stage.Friend, "0.01", "NEXT_DAY");
            return new(
                await stage.Someone, new { transaction = sent.Id() }, new { transaction = Unknown("Transaction") });
        },
        ["reverseTransaction"] = async stage =>
        {
            var transaction = (await (await stage.Someone).TransferAsync(await stage.Friend, "0.01")).Id();
            return new(await stage.AdminAsync(), new { transaction, reason = "A" }, new { transaction, reason = "B" });
        },
        ["topUp"] = stage => BankAsync(stage),
        ["withdraw"] = stage => BankAsync(stage),
        ["requestPayment"] = async stage =>
        {
            var from = (await stage.Friend).Id;
            return new(await stage.Someone, new { payer = from, amount = Yuan("1") }, new { payer = from, amount = Yuan("2") });
        },
        ["answerPaymentRequest"] = async stage =>
        {
            var request = (await (await stage.Someone).AskForAsync(await stage.Friend, "1")).Id("request");
            return new(await stage.Friend, new { request, pay = false }, new { request, pay = true });
        },
        ["splitBill"] = async stage =>
        {
            var (total, shares) = (Yuan("2"), new[] { new { user = (await stage.Friend).Id } });
            return new(await stage.Someone, new { title = "A", total, shares }, new { title = "B", total, shares });
        },
        ["buyDeal"] = async stage => new(
            await stage.Someone,
            new { deal = await stage.Deal, quantity = 1 },
            new { deal = await stage.Deal, quantity = 2 }),
        ["redeemVoucher"] = async stage =>
        {
            var (shop, voucherCode) = (await stage.Shop, (await stage.OrderAsync()).Voucher);
            return new(
                shop.Owner, new { shop = shop.Shop, voucherCode }, new { shop = shop.Shop, voucherCode = "ABCD-EFGH" });
        },
        ["confirmReceipt"] = async stage => new(
            await stage.Someone, new { order = await stage.SentOrderAsync() }, new { order = Unknown("Order") }),
        ["requestRefund"] = async stage =>
        {
            var order = (await stage.OrderAsync()).Id;
            return new(await stage.Someone, new { order, reason = "A" }, new { order, reason = "B" });
        },
        ["answerRefund"] = async stage =>
        {
            var order = (await stage.OrderAsync()).Id;
            Assert.Null((await (await stage.Someone).AskBackAsync(order))["errors"]);
            return new((await stage.Shop).Owner, new { order, accept = false }, new { order, accept = true });
        },
        ["withdrawSettlement"] = async stage =>
        {
            var (shop, order) = (await stage.Shop, await stage.SentOrderAsync());
            Assert.Null((await (await stage.Someone).ConfirmAsync(order))["errors"]);
            var merchant = shop.Merchant;
            return new(shop.Owner, new { merchant, amount = Yuan("0.01") }, new { merchant, amount = Yuan("0.02") });
        },
        ["requestLoan"] = async stage =>
        {
            var lender = (await stage.Friend).Id;
            return new(await stage.Someone, new { lender, principal = Yuan("1"), annualRate = "0", months = 1, repayment = "BULLET" },
                new { lender, principal = Yuan("1"), annualRate = "0", months = 2, repayment = "BULLET" });
        },
        ["offerLoan"] = async stage =>
        {
            var borrower = (await stage.Friend).Id;
            return new(await stage.Someone, new { borrower, principal = Yuan("1"), annualRate = "0.01", months = 1, repayment = "BULLET" },
                new { borrower, principal = Yuan("1"), annualRate = "0.02", months = 1, repayment = "BULLET" });
        },
        ["answerLoan"] = async stage =>
        {
            var loan = (await (await stage.Friend).RequestLoanAsync(await stage.Someone, "1")).Id("loan");
            return new(await stage.Someone, new { loan, accept = false }, new { loan, accept = true });
        },
        ["repayLoan"] = async stage =>
        {
            var loan = await (await stage.Someone).LendAsync(await stage.Friend, "1");
            return new(await stage.Friend, new { loan, amount = Yuan("0.01") }, new { loan, amount = Yuan("0.02") });
        },
        ["forgiveLoan"] = async stage => new(
            await stage.Someone,
            new { loan = await (await stage.Someone).LendAsync(await stage.Friend, "1"), paymentPin = Somebody.Pin },
            new { loan = Unknown("Loan"), paymentPin = Somebody.Pin }),
        ["payGuarantee"] = async stage =>
        {
            var (guarantor, guarantee) = await GuaranteeErrorTests.CalledAsync(stage);
            Assert.Null((await guarantor.TopUpAsync("10"))["errors"]);
            return new(guarantor, new { guarantee, amount = Yuan("0.01") }, new { guarantee, amount = Yuan("0.02") });
        },
        ["addFundLiquidity"] = async stage =>
        {
            var fund = (await stage.OpenFundAsync()).Fund;
            return new(await stage.AdminAsync(), new { fund, amount = Yuan("1") }, new { fund, amount = Yuan("2") });
        },
        ["subscribeFund"] = async stage =>
        {
            var fund = (await stage.OpenFundAsync()).Fund;
            return new(await stage.InvestorAsync(), new { fund, amount = Yuan("1") }, new { fund, amount = Yuan("2") });
        },
        ["redeemFund"] = async stage =>
        {
            var fund = await stage.OpenFundAsync();
            return new(await stage.HolderAsync(fund), new { fund = fund.Fund, amount = Yuan("1") }, new { fund = fund.Fund, amount = Yuan("2") });
        },
        ["cancelFundOrder"] = async stage =>
        {
            var investor = await stage.InvestorAsync();
            var order = (await investor.SubscribeAsync((await stage.OpenFundAsync()).Fund, "1")).Id("order");
            return new(investor, new { order }, new { order = Unknown("FundOrder") });
        },
    };

    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        .. Pairs.Select(pair => new Provocation(pair.Key, Reused, stage => ReuseAsync(stage, pair.Key))),
        .. new[] { "cancelTransfer", "redeemVoucher", "confirmReceipt", "forgiveLoan" }.Select(mutation =>
            new Provocation(mutation, Invalid, stage => SendZerosAsync(stage, mutation))),
        .. Pairs.Select(pair => new Provocation(pair.Key, InProgress, stage => AskMeanwhileAsync(stage, pair.Key))),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table.Where(row => row.Error != InProgress));

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>All of them together, because each waits for as long as anybody does.</summary>
    [Fact]
    public Task Who_asks_again_while_the_first_request_is_at_work_is_told_so_by_each_mutation() =>
        Task.WhenAll(Pairs.Keys.Select(mutation => ComesAsync(mutation, InProgress)));

    [Fact]
    public async Task A_key_of_zeros_is_refused_by_each_mutation()
    {
        foreach (var mutation in Pairs.Keys)
        {
            Comes(Invalid, await SendZerosAsync(stage, mutation));
        }
    }

    private static async Task<JsonNode> SendZerosAsync(Stage stage, string mutation)
    {
        var pair = await Pairs[mutation](stage);
        return await pair.Who.TryOnceAsync(mutation, pair.Input, Guid.Empty);
    }

    private static async Task<Pair> BankAsync(Stage stage)
    {
        var (someone, bankCard) = (await stage.Someone, (await stage.Someone).CardId);
        return new(someone, new { amount = Yuan("0.01"), bankCard }, new { amount = Yuan("0.02"), bankCard });
    }

    private static async Task<JsonNode> ReuseAsync(Stage stage, string mutation)
    {
        var (pair, key) = (await Pairs[mutation](stage), Guid.CreateVersion7());
        Assert.Null((await pair.Who.TryOnceAsync(mutation, pair.Input, key))["errors"]);
        return await pair.Who.TryOnceAsync(mutation, pair.Other, key);
    }

    /// <summary>For a while the first request's row has no answer, as while that request is at work.</summary>
    private static async Task<JsonNode> AskMeanwhileAsync(Stage stage, string mutation)
    {
        var (pair, key) = (await Pairs[mutation](stage), Guid.CreateVersion7());
        Assert.Null((await pair.Who.TryOnceAsync(mutation, pair.Input, key))["errors"]);
        var row = new RequestKey(key);
        var answer = await stage.Units.ReadAsync(db =>
            db.Set<Request>().Where(r => r.Key == row).Select(r => r.Result).SingleAsync());
        await AnswerAsync(null);
        var meanwhile = await pair.Who.TryOnceAsync(mutation, pair.Input, key);
        await AnswerAsync(answer);
        Assert.Null((await pair.Who.TryOnceAsync(mutation, pair.Input, key))["errors"]);
        return meanwhile;

        Task AnswerAsync(string? result) => stage.ChangeAsync(db => db.Set<Request>()
            .Where(r => r.Key == row)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Result, result)));
    }

    private sealed record Pair(Somebody Who, object Input, object Other);
}
