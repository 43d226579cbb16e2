using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Ledger.Transactions;

namespace Graph.Api.Ledger;

/// <summary>
/// A payment between two people, as other people may see it: that it happened, never how much was paid. Its two sides
/// see all of it as a Transaction.
/// </summary>
public sealed class SharedPaymentNode(Transaction transaction) : IActivitySubject
{
    /// <summary>The kind of the payment.</summary>
    public TransactionKind Kind => transaction.Kind;

    /// <summary>The person who paid.</summary>
    public Loading<IParty> Payer(UserLoaders users) => users.Named.Load(transaction.PayerId!.Value, user => (IParty)user!);

    /// <summary>The person who was paid.</summary>
    public Loading<IParty> Payee(UserLoaders users) => users.Named.Load(transaction.PayeeId!.Value, user => (IParty)user!);

    /// <summary>The time of the payment, in UTC.</summary>
    public DateTime At => transaction.CreatedAt;
}
