using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Payments;

/// <summary>Tells users about money that moves between them, or between them and their banks.</summary>
public sealed class PaymentAnnouncements :
    IAnnounce<TransactionPosted>,
    IAnnounce<TransactionHeld>,
    IAnnounce<TransactionEnded>,
    IAnnounce<PaymentRequested>,
    IAnnounce<PaymentRequestDeclined>,
    IAnnounce<BillWasSplit>
{
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TransactionPosted fact, GraphDb db) => fact.Transaction switch
    {
        { Kind: TransactionKind.TopUp, PayeeId: { } owner } topUp =>
            new([new Notice(NotificationKind.ToppedUp, owner, owner, "Your wallet was topped up", topUp.Id, fact.At)]),
        { Kind: TransactionKind.Withdrawal, PayerId: { } owner } withdrawal =>
            new([new Notice(NotificationKind.Withdrawn, owner, owner, "Your withdrawal is on its way to your card", withdrawal.Id, fact.At)]),
        { Kind: TransactionKind.Reversal, PayerId: { } from, PayeeId: { } to } reversal => new(
        [
            new Notice(NotificationKind.PaymentReversed, from, to, "A payment that you received was reversed", reversal.Id, fact.At) { Message = reversal.Note },
            new Notice(NotificationKind.PaymentReversed, to, from, "A payment that you made was reversed", reversal.Id, fact.At) { Message = reversal.Note },
        ]),
        {
            Kind: TransactionKind.Transfer or TransactionKind.PaymentRequest or TransactionKind.BillShare,
            PayerId: { } payer,
            PayeeId: { } payee,
        } paid => new(
        [
            new Notice(NotificationKind.MoneyReceived, payee, payer, "You received money", paid.Id, fact.At) { Message = paid.Note },
            new FeedLine(ActivityKind.Paid, payer, paid.Id, paid.Visibility, fact.At) { Other = payee },
        ]),
        _ => new([]),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TransactionHeld fact, GraphDb db) => fact.Transaction switch
    {
        { Kind: TransactionKind.Transfer, PayerId: { } payer, PayeeId: { } payee } held =>
            new([new Notice(NotificationKind.MoneyOnItsWay, payee, payer, "Money is on its way to you", held.Id, fact.At) { Message = held.Note }]),
        _ => new([]),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TransactionEnded fact, GraphDb db) => fact.Transaction switch
    {
        { Kind: TransactionKind.TopUp, PayeeId: { } owner } topUp =>
            new([new Notice(NotificationKind.TopUpDeclined, owner, owner, "The bank declined your top-up", topUp.Id, fact.At)]),
        { Kind: TransactionKind.Withdrawal, PayerId: { } owner } withdrawal =>
            new([new Notice(NotificationKind.WithdrawalDeclined, owner, owner, "The bank declined your withdrawal; the money is back", withdrawal.Id, fact.At)]),
        { Kind: TransactionKind.Transfer, PayerId: { } payer, PayeeId: { } payee } ended when fact.Status == TransactionStatus.Cancelled =>
            new([new Notice(NotificationKind.MoneyTakenBack, payee, payer, "The sender took the money back", ended.Id, fact.At)]),
        _ => new([]),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PaymentRequested fact, GraphDb db) =>
        new([new Notice(NotificationKind.PaymentRequested, fact.Request.PayerId, fact.Request.PayeeId, "Somebody asks you for money", fact.Request.Id, fact.At) { Message = fact.Request.Note }]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PaymentRequestDeclined fact, GraphDb db) =>
        new([new Notice(NotificationKind.PaymentRequestDeclined, fact.Request.PayeeId, fact.Request.PayerId, "Your payment request was declined", fact.Request.Id, fact.At)]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(BillWasSplit fact, GraphDb db) => new(
    [
        .. fact.Others.Select(other =>
            new Notice(NotificationKind.BillShared, other, fact.Bill.PayerId, "Somebody shared a bill with you", fact.Bill.Id, fact.At) { Message = fact.Bill.Title }),
    ]);
}
