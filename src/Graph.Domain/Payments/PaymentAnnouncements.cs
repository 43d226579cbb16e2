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
            new([new Notice(owner, owner, "Your wallet was topped up", topUp.Id, fact.At)]),
        { Kind: TransactionKind.Withdrawal, PayerId: { } owner } withdrawal =>
            new([new Notice(owner, owner, "Your withdrawal is on its way to your card", withdrawal.Id, fact.At)]),
        { Kind: TransactionKind.Reversal, PayerId: { } from, PayeeId: { } to } reversal => new(
        [
            new Notice(from, to, "A payment that you received was reversed", reversal.Id, fact.At),
            new Notice(to, from, "A payment that you made was reversed", reversal.Id, fact.At),
        ]),
        {
            Kind: TransactionKind.Transfer or TransactionKind.PaymentRequest or TransactionKind.BillShare,
            PayerId: { } payer,
            PayeeId: { } payee,
        } paid => new(
        [
            new Notice(payee, payer, "You received money", paid.Id, fact.At),
            new FeedLine(ActivityKind.Paid, payer, paid.Id, paid.Visibility, fact.At) { Other = payee },
        ]),
        _ => new([]),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TransactionHeld fact, GraphDb db) => fact.Transaction switch
    {
        { Kind: TransactionKind.Transfer, PayerId: { } payer, PayeeId: { } payee } held =>
            new([new Notice(payee, payer, "Money is on its way to you", held.Id, fact.At)]),
        _ => new([]),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TransactionEnded fact, GraphDb db) => fact.Transaction switch
    {
        { Kind: TransactionKind.TopUp, PayeeId: { } owner } topUp =>
            new([new Notice(owner, owner, "The bank declined your top-up", topUp.Id, fact.At)]),
        { Kind: TransactionKind.Withdrawal, PayerId: { } owner } withdrawal =>
            new([new Notice(owner, owner, "The bank declined your withdrawal; the money is back", withdrawal.Id, fact.At)]),
        { Kind: TransactionKind.Transfer, PayerId: { } payer, PayeeId: { } payee } ended =>
            new([new Notice(payee, payer, "The sender took the money back", ended.Id, fact.At)]),
        _ => new([]),
    };

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PaymentRequested fact, GraphDb db) =>
        new([new Notice(fact.Request.FromId, fact.Request.ToId, "Somebody asks you for money", fact.Request.Id, fact.At)]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PaymentRequestDeclined fact, GraphDb db) =>
        new([new Notice(fact.Request.ToId, fact.Request.FromId, "Your payment request was declined", fact.Request.Id, fact.At)]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(BillWasSplit fact, GraphDb db) => new(
    [
        .. fact.Others.Select(other =>
            new Notice(other, fact.Bill.PayerId, "Somebody shared a bill with you", fact.Bill.Id, fact.At)),
    ]);
}
