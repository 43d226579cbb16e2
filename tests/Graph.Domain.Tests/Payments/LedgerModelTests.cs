using CsCheck;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Payments;

/// <summary>
/// Random lives of four people against a model of a few lines: every reply agrees, and the checker finds nothing. A
/// failing run prints its seed; CsCheck_Seed in the environment has it again.
/// </summary>
public sealed class LedgerModelTests
{
    private const int People = 4;
    private const int DailyCap = 100_000;

    private abstract record Step;

    private sealed record TopUpStep(int Who, int Fen) : Step;

    private sealed record TransferStep(int From, int To, int Fen) : Step;

    /// <summary>The same request again, as after a lost answer.</summary>
    private sealed record Again(int Which) : Step;

    private sealed record NextDay : Step;

    private static readonly Gen<Step> Steps = Gen.Frequency<Step>(
        (2, Gen.Select(Gen.Int[0, People - 1], Gen.Int[1, 60_000], (who, fen) => (Step)new TopUpStep(who, fen))),
        (6, Gen.Select(Gen.Int[0, People - 1], Gen.Int[1, People - 1], Gen.Int[1, 50_000],
            (from, step, fen) => (Step)new TransferStep(from, (from + step) % People, fen))),
        (3, Gen.Int[0, 1_000].Select(which => (Step)new Again(which))),
        (1, Gen.Const((Step)new NextDay())));

    [Fact]
    public Task Replies_agree_with_the_model() => Steps.Array[60].SampleAsync(async steps =>
    {
        await using var database = await TestDatabase.CreateAsync();
        var people = new List<UserId>();
        for (var i = 0; i < People; i++)
        {
            people.Add(await database.PersonAsync());
            foreach (var earlier in people[..i])
            {
                await database.Get<Friends>().SendRequestAsync(earlier, people[i], null);
                await database.Get<Friends>().SendRequestAsync(people[i], earlier, null);
            }
        }

        var (balances, spent) = (new long[People], new long[People]);
        var history = new List<(Step Step, Guid Key, string Reply)>();
        foreach (var step in steps)
        {
            if (step is NextDay)
            {
                database.Clock.Advance(TimeSpan.FromDays(1));
                Array.Clear(spent);
            }
            else if (step is Again again)
            {
                // What is remembered comes again; what is not is looked at anew, and forgets nothing either.
                if (history.Count > 0 && history[again.Which % history.Count] is { Reply: "done" or nameof(InsufficientFundsError) } first)
                {
                    Assert.Equal("replayed " + first.Reply, await AskAsync(database, people, first.Step, first.Key));
                }
            }
            else
            {
                var key = database.Clock.NewGuid();
                var expected = Expect(step, balances, spent);
                Assert.Equal(expected, await AskAsync(database, people, step, key));
                history.Add((step, key, expected));
            }
        }

        var accounts = await database.Units.ReadAsync(db => db.Accounts.Where(a => a.OwnerId != null).ToListAsync());
        Assert.Equal(balances, people.Select(person => accounts.Single(a => a.OwnerId == person).Balance.MinorUnits));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }, iter: 12, threads: 1);

    private static string Expect(Step step, long[] balances, long[] spent)
    {
        switch (step)
        {
            case TopUpStep topUp:
                balances[topUp.Who] += topUp.Fen;
                return "done";
            case TransferStep transfer when spent[transfer.From] + transfer.Fen > DailyCap:
                return nameof(PaymentPinRequiredError);
            case TransferStep transfer when balances[transfer.From] < transfer.Fen:
                return nameof(InsufficientFundsError);
            case TransferStep transfer:
                balances[transfer.From] -= transfer.Fen;
                balances[transfer.To] += transfer.Fen;
                spent[transfer.From] += transfer.Fen;
                return "done";
            default:
                throw new InvalidOperationException($"{step}");
        }
    }

    private static async Task<string> AskAsync(TestDatabase database, List<UserId> people, Step step, Guid key)
    {
        try
        {
            var answer = step switch
            {
                TopUpStep topUp => await database.Get<TopUps>().TopUpAsync(
                    new TopUp(people[topUp.Who], key, Money.Fen(topUp.Fen), await database.CardOfAsync(people[topUp.Who])), default),
                TransferStep transfer => await database.Get<Transfers>().SendAsync(
                    new Transfer(people[transfer.From], key, people[transfer.To], Money.Fen(transfer.Fen)), new(null, null), default),
                _ => throw new InvalidOperationException($"{step}"),
            };
            return answer.Replayed ? "replayed done" : "done";
        }
        catch (DomainException refused)
        {
            return (refused.Replayed ? "replayed " : "") + refused.Errors[0].GetType().Name;
        }
    }
}
