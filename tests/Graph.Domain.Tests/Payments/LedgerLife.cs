using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Payments;

/// <summary>The same steps asked of the real thing.</summary>
public sealed class LedgerLife(TestDatabase database)
{
    private const string Pin = "135790";

    private static readonly Origin Nowhere = new(null, null);

    private readonly List<TransactionId> _payments = [];
    private readonly Dictionary<Guid, int> _targets = [];
    private readonly List<(PaymentRequestId Id, int From, int To)> _asked = [];
    private readonly Dictionary<(int Who, Teller Teller), BankCardId> _cards = [];

    /// <summary>Reverses payments, and is a side of none.</summary>
    private UserId _operator;

    public List<UserId> People { get; } = [];

    public static async Task<LedgerLife> BeginAsync(TestDatabase database)
    {
        var life = new LedgerLife(database);
        for (var who = 0; who < LedgerModel.People; who++)
        {
            var person = await database.PersonAsync(who == LedgerModel.Beginner ? RealNameLevel.ClassI : RealNameLevel.ClassII);
            foreach (var earlier in life.People)
            {
                await database.Get<Friends>().SendRequestAsync(earlier, person, null);
                await database.Get<Friends>().SendRequestAsync(person, earlier, null);
            }

            life.People.Add(person);
            await database.Get<Profiles>().SetPaymentPinAsync(person, Pin, "secret-Pass-1", Nowhere);
            life._cards[(who, Teller.Settles)] = await database.CardOfAsync(person);
            foreach (var (teller, bin) in new[] { (Teller.Declines, "622203"), (Teller.FallsSilent, "622205") })
            {
                await database.Get<BankCards>().SubmitAsync(
                    person, new NewBankCard(BankCard.Complete($"{bin}{who:D9}"), TestDatabase.Password, PaymentPin: null), Nowhere, default);
                var known = life._cards.Values.ToList();
                life._cards[(who, teller)] = await database.Units.ReadAsync(db =>
                    db.Set<BankCard>().Where(c => c.UserId == person && !known.Contains(c.Id)).Select(c => c.Id).SingleAsync());
            }
        }

        life._operator = await database.PersonAsync(RealNameLevel.None);
        return life;
    }

    public async Task<string> AskAsync(Step step, Guid key)
    {
        try
        {
            return await DoAsync(step, key) ? "replayed done" : "done";
        }
        catch (DomainException refused)
        {
            return (refused.Replayed ? "replayed " : "") + refused.Errors[0].GetType().Name;
        }
    }

    /// <summary>Whether it was a replay.</summary>
    private async Task<bool> DoAsync(Step step, Guid key)
    {
        switch (step)
        {
            case TopUpStep topUp:
                return (await database.Get<TopUps>().TopUpAsync(
                    new TopUp(People[topUp.Who], key, Money.Fen(topUp.Fen), _cards[(topUp.Who, topUp.Teller)]), default)).Replayed;
            case WithdrawStep withdrawal:
                return (await database.Get<Withdrawals>().WithdrawAsync(
                    new Withdrawal(People[withdrawal.Who], key, Money.Fen(withdrawal.Fen), _cards[(withdrawal.Who, withdrawal.Teller)]),
                    Nowhere,
                    default)).Replayed;
            case TransferStep transfer:
                return Keep(await database.Get<Transfers>().SendAsync(
                    new Transfer(People[transfer.From], key, People[transfer.To], Money.Fen(transfer.Fen))
                    {
                        Arrival = (Arrival)transfer.Arrival,
                        Proof = new PaymentProof(transfer.Pin switch { PinSent.Right => Pin, PinSent.Wrong => "246810", _ => null }),
                    },
                    Nowhere,
                    default));
            case CancelStep cancel:
                var id = Target(key, _payments, cancel.Which);
                return (await database.Get<Transfers>().CancelAsync(await PayerOfAsync(id), key, id, default)).Replayed;
            case ReverseStep reverse:
                return (await database.Get<Reversals>().ReverseAsync(
                    _operator, key, Target(key, _payments, reverse.Which), "a test", default)).Replayed;
            case AskStep ask:
                var asked = await database.Get<PaymentRequests>().AskAsync(
                    People[ask.To], key, People[ask.From], Money.Fen(ask.Fen), null, default);
                if (!asked.Replayed)
                {
                    _asked.Add((asked.Value, ask.From, ask.To));
                }

                return asked.Replayed;
            case SplitStep split:
                return await SplitAsync(split, key);
            case AnswerStep answer:
                return await AnswerAsync(answer, key);
            case TakeBackStep back:
                var (request, _, to) = _asked[back.Which % _asked.Count];
                await database.Get<PaymentRequests>().CancelAsync(People[to], request);
                return false;
            case FreezeStep { Frozen: true } freeze:
                await database.Get<Profiles>().FreezeAsync(People[freeze.Who], null);
                return false;
            case FreezeStep unfreeze:
                await database.Get<Profiles>().UnfreezeAsync(People[unfreeze.Who], "secret-Pass-1", Pin, Nowhere);
                return false;
            case HoursStep hours:
                database.Clock.Advance(TimeSpan.FromHours(hours.Hours));
                await database.MeetAllAsync();
                return false;
            default:
                throw new InvalidOperationException($"{step}");
        }
    }

    /// <summary>The same request again means the same thing, however many there are by then.</summary>
    private T Target<T>(Guid key, List<T> all, int which)
    {
        _targets.TryAdd(key, which % all.Count);
        return all[_targets[key]];
    }

    private bool Keep(Answer<TransactionId> answer)
    {
        if (!answer.Replayed)
        {
            _payments.Add(answer.Value);
        }

        return answer.Replayed;
    }

    private async Task<bool> SplitAsync(SplitStep split, Guid key)
    {
        var answer = await database.Get<Bills>().SplitAsync(
            new BillSplit(People[split.Who], key, "dinner", Money.Fen(split.Fen), [.. People.Select(person => new ShareWish(person, null))]),
            default);
        if (!answer.Replayed)
        {
            var shares = await database.Units.ReadAsync(db =>
                db.Set<BillShare>().Where(s => s.BillId == answer.Value && s.RequestId != null).OrderBy(s => s.Position).ToListAsync());
            _asked.AddRange(shares.Select(share => (share.RequestId!.Value, People.IndexOf(share.PayerId), split.Who)));
        }

        return answer.Replayed;
    }

    private async Task<bool> AnswerAsync(AnswerStep answer, Guid key)
    {
        var (request, from, _) = Target(key, _asked, answer.Which);
        var answered = await database.Get<PaymentRequests>().AnswerAsync(
            new PaymentAnswer(People[from], key, request, answer.Pay), Nowhere, default);
        if (!answered.Replayed && answer.Pay)
        {
            _payments.Add(await database.Units.ReadAsync(db =>
                db.Set<PaymentRequest>().Where(r => r.Id == request).Select(r => r.TransactionId!.Value).SingleAsync()));
        }

        return answered.Replayed;
    }

    private Task<UserId> PayerOfAsync(TransactionId id) => database.Units.ReadAsync(db =>
        db.Set<Transaction>().Where(t => t.Id == id).Select(t => t.PayerId!.Value).SingleAsync());
}
