using CsCheck;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Payments;

/// <summary>
/// Random lives of four people against a small model: every reply agrees, and the checker finds nothing. A failing run
/// prints its seed; CsCheck_Seed in the environment has it again.
/// </summary>
public sealed class LedgerModelTests
{
    private const int People = LedgerModel.People;

    private static readonly Gen<int> Who = Gen.Int[0, People - 1];
    private static readonly Gen<int> Which = Gen.Int[0, 1_000];
    private static readonly Gen<int> Fen = Gen.OneOf(Gen.Int[1, 50_000], Gen.Int[1, 9], Gen.Const(LedgerModel.DailyCap));

    private static readonly Gen<Teller> Tellers = Gen.Frequency(
        (6, Gen.Const(Teller.Settles)), (1, Gen.Const(Teller.Declines)), (2, Gen.Const(Teller.FallsSilent)));

    private static readonly Gen<PinSent> Pins = Gen.Frequency(
        (6, Gen.Const(PinSent.None)), (3, Gen.Const(PinSent.Right)), (1, Gen.Const(PinSent.Wrong)));

    private static readonly Gen<Step> Steps = Gen.Frequency<Step>(
        (6, Gen.Select(Who, Fen, Tellers, (who, fen, teller) => (Step)new TopUpStep(who, fen * 2, teller))),
        (2, Gen.Select(Who, Fen, Tellers, (who, fen, teller) => (Step)new WithdrawStep(who, fen, teller))),
        (10, Gen.Select(Who, Gen.Int[1, People - 1], Fen, Gen.Int[0, 4], Pins, (from, step, fen, arrival, pin) =>
            (Step)new TransferStep(from, (from + step) % People, pin == PinSent.Right ? fen * 2 : fen, Math.Max(0, arrival - 2), pin))),
        (3, Which.Select(which => (Step)new CancelStep(which))),
        (3, Which.Select(which => (Step)new ReverseStep(which))),
        (3, Gen.Select(Who, Gen.Int[1, People - 1], Fen, (to, step, fen) => (Step)new AskStep((to + step) % People, to, fen))),
        (2, Gen.Select(Who, Gen.Int[1, 20_000], (who, fen) => (Step)new SplitStep(who, fen))),
        (6, Gen.Select(Which, Gen.Int[0, 3], (which, pay) => (Step)new AnswerStep(which, pay > 0))),
        (1, Which.Select(which => (Step)new TakeBackStep(which))),
        (1, Gen.Select(Who, Gen.Bool, (who, frozen) => (Step)new FreezeStep(who, frozen))),
        (4, Which.Select(which => (Step)new AgainStep(which))),
        (3, Gen.Frequency((5, Gen.Int[1, 30]), (1, Gen.Int[100, 200])).Select(hours => (Step)new HoursStep(hours))));

    [Fact]
    public Task Replies_agree_with_the_model() =>
        Steps.Array[100].SampleAsync(steps => LiveAsync(new LedgerModel(), steps), iter: Thorough.Life(5, 20), threads: 1);

    /// <summary>The model would notice: one that allows a fen more a day is caught, and the seed is printed.</summary>
    [Fact]
    public async Task A_broken_rule_is_seen_to_fail()
    {
        var life = Gen.Const(new Step[] { new TopUpStep(0, 200_000, Teller.Settles), new TransferStep(0, 1, LedgerModel.DailyCap + 1, 0) });
        var failure = await Assert.ThrowsAsync<CsCheckException>(() =>
            life.SampleAsync(steps => LiveAsync(new LedgerModel { Cap = LedgerModel.DailyCap + 1 }, steps), iter: 1, threads: 1));
        Assert.Contains("seed", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task LiveAsync(LedgerModel model, Step[] steps)
    {
        await using var database = await TestDatabase.CreateAsync();
        var life = await LedgerLife.BeginAsync(database);
        var history = new List<(Step Step, Guid Key, string Reply)>();
        foreach (var step in steps)
        {
            if (step is AgainStep again)
            {
                // What is remembered comes again, whatever has happened since.
                if (history.Count > 0 && history[again.Which % history.Count] is var (first, key, reply) && LedgerModel.IsRemembered(reply))
                {
                    Assert.Equal($"{first}: replayed {reply}", $"{first}: {await life.AskAsync(first, key)}");
                }

                continue;
            }

            var expected = model.Expect(step);
            if (expected is null)
            {
                continue;
            }

            var newKey = database.Clock.NewGuid();
            Assert.Equal($"{step}: {expected}", $"{step}: {await life.AskAsync(step, newKey)}");
            if (LedgerModel.HasKey(step))
            {
                history.Add((step, newKey, expected));
            }
        }

        var accounts = await database.Units.ReadAsync(db => db.Set<Account>().Where(a => a.OwnerId != null).ToListAsync());
        foreach (var (who, person) in life.People.Index())
        {
            var account = accounts.Single(a => a.OwnerId == person);
            Assert.Equal((model.Balances[who], model.Held[who]), (account.Balance.MinorUnits, account.Held.MinorUnits));
        }

        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
