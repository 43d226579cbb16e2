using Graph.Api.Demo;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Payments;

/// <summary>Fills the wallets of those who have a bank card, at the beginning of the history.</summary>
internal sealed class TopUpsDemo : IDemoPart
{
    public int Place => 15;

    public async Task FillAsync(DemoStage stage)
    {
        foreach (var person in stage.People.Where(person => person.Card is not null))
        {
            var amount = 1_500 + stage.Random.Next(20) * 100;
            await stage.World.Get<TopUps>().TopUpAsync(
                new TopUp(person.Id, stage.World.Clock.NewGuid(), Money.Yuan(amount), person.Card!.Value), CancellationToken.None);
            stage.World.Clock.Advance(TimeSpan.FromMinutes(7));
        }
    }
}

/// <summary>Makes four weeks of transfers, and some payments that are still open.</summary>
internal sealed class PaymentsDemo : IDemoPart
{
    private static readonly string[] Notes =
        ["午饭", "Coffee", "电影票", "Taxi share", "生日快乐", "Groceries", "房租", "Badminton court"];

    public int Place => 20;

    public async Task FillAsync(DemoStage stage)
    {
        await LiveAsync(stage);
        stage.World.Clock.Advance(stage.Now.AddMinutes(-30) - stage.World.Clock.GetUtcNow());
        await OpenAsync(stage);
    }

    /// <summary>Makes four weeks in which people pay each other.</summary>
    private static async Task LiveAsync(DemoStage stage)
    {
        var (world, people, random) = (stage.World, stage.People, stage.Random);
        // People at CLASS_I have no bank card yet. Their friends pay them.
        var payers = people.Where(person => person.Card is not null).ToList();
        var canReceive = people.Where(person => person.Level != RealNameLevel.None).Select(person => person.Id).ToHashSet();
        var step = TimeSpan.FromDays(DemoData.Days - 2) / (payers.Count * 4);
        foreach (var payer in Enumerable.Range(0, 4).SelectMany(_ => payers))
        {
            world.Clock.Advance(step);
            var candidates = stage.FriendsOf[payer.Id]
                .Where(canReceive.Contains)
                .OrderBy(id => people.FindIndex(person => person.Id == id))
                .ToList();
            if (candidates.Count == 0)
            {
                continue;
            }

            var payee = candidates[random.Next(candidates.Count)];
            await world.Get<Transfers>().SendAsync(
                new Transfer(payer.Id, world.Clock.NewGuid(), payee, Money.Fen(random.Next(500, 9_000)))
                {
                    Note = Notes[random.Next(Notes.Length)],
                },
                new Origin(null, null),
                CancellationToken.None);
        }
    }

    /// <summary>
    /// Makes what is still open: payment requests in both directions, a bill that is half paid, and a transfer that
    /// arrives tomorrow.
    /// </summary>
    private static async Task OpenAsync(DemoStage stage)
    {
        var (world, first, second, third) = (stage.World, stage.People[0], stage.People[1], stage.People[2]);
        var nowhere = new Origin(null, null);
        Guid Key() => world.Clock.NewGuid();
        await world.Get<PaymentRequests>().AskAsync(second.Id, Key(), first.Id, Money.Yuan(35), "电影票", default);
        await world.Get<PaymentRequests>().AskAsync(first.Id, Key(), second.Id, Money.Fen(12_80), "Coffee", default);
        List<ShareWish> shares = [new(first.Id, null), new(second.Id, null)];
        if (stage.FriendsOf[first.Id].Contains(third.Id))
        {
            shares.Add(new(third.Id, null));
        }

        var bill = await world.Get<Bills>().SplitAsync(new BillSplit(first.Id, Key(), "火锅", Money.Yuan(100), shares), default);
        var share = await world.Units.ReadAsync(db => db.Set<BillShare>()
            .Where(s => s.BillId == bill.Value && s.PayerId == second.Id).Select(s => s.RequestId!.Value).SingleAsync());
        await world.Get<PaymentRequests>().AnswerAsync(new PaymentAnswer(second.Id, Key(), share, Pay: true), nowhere, default);
        await world.Get<Transfers>().SendAsync(
            new Transfer(first.Id, Key(), second.Id, Money.Fen(66_60)) { Arrival = Arrival.NextDay, Note = "生日快乐" }, nowhere, default);
        await world.Get<Withdrawals>().WithdrawAsync(
            new Withdrawal(second.Id, Key(), Money.Yuan(100), second.Card!.Value), nowhere, default);
    }
}
