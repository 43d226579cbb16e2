using Graph.Domain.Ledger;
using Graph.Domain.Payments;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;

namespace Graph.Domain.Tests.Payments;

/// <summary>What should happen, in plain numbers.</summary>
public sealed class LedgerModel
{
    public const int People = 4;
    public const int DailyCap = 100_000;
    public const int DailyCapWithPin = 500_000;

    /// <summary>Who is at CLASS_I, and may spend so much in all their life.</summary>
    public const int Beginner = People - 1;
    public const int LifetimeCap = 100_000;

    /// <summary>After one more nobody looks at the PIN for a while; no life goes so far.</summary>
    private const int MostWrongPins = 4;

    private readonly bool[] _frozen = new bool[People];
    private readonly Dictionary<(int Who, int Day), long> _spent = [];
    private readonly List<Payment> _payments = [];
    private readonly List<Asked> _asked = [];
    private readonly List<(int Who, long Fen)> _unknown = [];
    private readonly int[] _wrongPins = new int[People];
    private long _lifetime;
    private int _hour = 12;

    public int Cap { get; init; } = DailyCap;

    public long[] Balances { get; } = new long[People];

    public long[] Held { get; } = new long[People];

    private int Day => _hour / 24;

    public static bool IsRemembered(string reply) =>
        reply is "done" or nameof(InsufficientFundsError) or nameof(ReversalNotCoveredError) or nameof(BankDeclinedError);

    public static bool HasKey(Step step) => step is not (TakeBackStep or FreezeStep or HoursStep);

    /// <summary>The reply to come; null for a step that means nothing yet.</summary>
    public string? Expect(Step step)
    {
        switch (step)
        {
            case TopUpStep { Teller: Teller.Declines }:
                return nameof(BankDeclinedError);
            case TopUpStep { Teller: Teller.FallsSilent } unknown:
                _unknown.Add((unknown.Who, unknown.Fen));
                return "done";
            case TopUpStep topUp:
                Balances[topUp.Who] += topUp.Fen;
                return "done";
            case WithdrawStep out_ when Available(out_.Who) < out_.Fen:
                return nameof(InsufficientFundsError);
            case WithdrawStep { Teller: Teller.Declines }:
                return nameof(BankDeclinedError);
            case WithdrawStep { Teller: Teller.FallsSilent } unknown:
                Held[unknown.Who] += unknown.Fen;
                _unknown.Add((unknown.Who, -unknown.Fen));
                return "done";
            case WithdrawStep withdrawal:
                Balances[withdrawal.Who] -= withdrawal.Fen;
                return "done";
            case TransferStep { Pin: PinSent.Wrong } wrong:
                return _wrongPins[wrong.From]++ < MostWrongPins ? nameof(WrongPaymentPinError) : null;
            case TransferStep transfer:
                var payment = new Payment(transfer.From, transfer.To, transfer.Fen, Day)
                {
                    SettlesAt = transfer.Arrival switch { 1 => _hour + 2, 2 => _hour + 24, _ => null },
                };
                return Pay(payment, transfer.Pin);
            case CancelStep cancel:
                return _payments.Count == 0 ? null : Cancel(_payments[cancel.Which % _payments.Count]);
            case ReverseStep reverse:
                return _payments.Count == 0 ? null : Reverse(_payments[reverse.Which % _payments.Count]);
            case AskStep ask:
                _asked.Add(new Asked(ask.From, ask.To, ask.Fen, _hour + 168));
                return "done";
            case SplitStep { Fen: < People }:
                return "ValidationError";
            case SplitStep split:
                Split(split);
                return "done";
            case AnswerStep answer:
                return _asked.Count == 0 ? null : Answer(_asked[answer.Which % _asked.Count], answer.Pay);
            case TakeBackStep back:
                return _asked.Count == 0 ? null : TakeBack(_asked[back.Which % _asked.Count]);
            case FreezeStep freeze:
                _frozen[freeze.Who] = freeze.Frozen;
                return "done";
            case HoursStep hours:
                _hour += hours.Hours;
                Settle();
                return "done";
            default:
                throw new InvalidOperationException($"{step}");
        }
    }

    private long Available(int who) => Balances[who] - Held[who];

    private string Pay(Payment payment, PinSent pin)
    {
        var (from, to, fen, day) = payment;
        if (_frozen[from])
        {
            return nameof(AccountFrozenError);
        }

        if (Available(from) < fen)
        {
            return nameof(InsufficientFundsError);
        }

        if (from == Beginner && _lifetime + fen > LifetimeCap)
        {
            return nameof(LimitExceededError);
        }

        if (_spent.GetValueOrDefault((from, day)) + fen > (pin == PinSent.Right ? DailyCapWithPin : Cap))
        {
            return pin == PinSent.Right || _spent.GetValueOrDefault((from, day)) + fen > DailyCapWithPin
                ? nameof(PasskeyRequiredError)
                : nameof(PaymentPinRequiredError);
        }

        Count(payment, fen);
        _payments.Add(payment);
        if (payment.SettlesAt is null)
        {
            Balances[from] -= fen;
            Balances[to] += fen;
        }
        else
        {
            Held[from] += fen;
        }

        return "done";
    }

    private void Count(Payment payment, long fen)
    {
        _spent[(payment.From, payment.Day)] = _spent.GetValueOrDefault((payment.From, payment.Day)) + fen;
        _lifetime += payment.From == Beginner ? fen : 0;
    }

    private string Cancel(Payment payment)
    {
        if (payment.SettlesAt is null || payment.IsCancelled)
        {
            return nameof(TransactionClosedError);
        }

        Held[payment.From] -= payment.Fen;
        Count(payment, -payment.Fen);
        payment.IsCancelled = true;
        return "done";
    }

    private string Reverse(Payment payment)
    {
        if (payment.SettlesAt is not null || payment.IsCancelled)
        {
            return nameof(NotReversibleError);
        }

        if (payment.IsReversed)
        {
            return nameof(AlreadyReversedError);
        }

        if (Available(payment.To) < payment.Fen)
        {
            return nameof(ReversalNotCoveredError);
        }

        Balances[payment.To] -= payment.Fen;
        Balances[payment.From] += payment.Fen;
        Count(payment, -payment.Fen);
        payment.IsReversed = true;
        return "done";
    }

    /// <summary>Equally among all four; who comes first bears the odd fen.</summary>
    private void Split(SplitStep split)
    {
        for (var who = 0; who < People; who++)
        {
            if (who != split.Who)
            {
                _asked.Add(new Asked(who, split.Who, (split.Fen / People) + (who < split.Fen % People ? 1 : 0), _hour + 168));
            }
        }
    }

    private string Answer(Asked asked, bool pay)
    {
        if (asked.IsClosed || asked.Until <= _hour)
        {
            return nameof(PaymentRequestClosedError);
        }

        var reply = pay ? Pay(new Payment(asked.From, asked.To, asked.Fen, Day), PinSent.None) : "done";
        asked.IsClosed = reply == "done";
        return reply;
    }

    private string TakeBack(Asked asked)
    {
        if (asked.IsTakenBack)
        {
            return "done";
        }

        if (asked.IsClosed || asked.Until <= _hour)
        {
            return nameof(PaymentRequestClosedError);
        }

        (asked.IsClosed, asked.IsTakenBack) = (true, true);
        return "done";
    }

    private void Settle()
    {
        foreach (var (who, fen) in _unknown)
        {
            Balances[who] += fen;
            Held[who] -= Math.Max(0, -fen);
        }

        _unknown.Clear();
        foreach (var payment in _payments.Where(p => p.SettlesAt <= _hour && !p.IsCancelled && !_frozen[p.From]))
        {
            Held[payment.From] -= payment.Fen;
            Balances[payment.From] -= payment.Fen;
            Balances[payment.To] += payment.Fen;
            payment.SettlesAt = null;
        }
    }

    private sealed record Payment(int From, int To, int Fen, int Day)
    {
        /// <summary>Null once it has arrived.</summary>
        public int? SettlesAt { get; set; }

        public bool IsCancelled { get; set; }

        public bool IsReversed { get; set; }
    }

    private sealed record Asked(int From, int To, int Fen, int Until)
    {
        public bool IsClosed { get; set; }

        public bool IsTakenBack { get; set; }
    }
}
