using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>The payments to which a user is a party, for the copy of the user's data.</summary>
public sealed class TransactionData : IPersonalData
{
    public string Name => "transactions";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from transaction in db.Set<Transaction>()
            where transaction.PayerId == user || transaction.PayeeId == user
            orderby transaction.CreatedAt
            select new
            {
                Transaction = transaction,
                Payer = db.Set<User>().Where(u => u.Id == transaction.PayerId).Select(u => u.Handle).FirstOrDefault(),
                Payee = db.Set<User>().Where(u => u.Id == transaction.PayeeId).Select(u => u.Handle).FirstOrDefault(),
            };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            var fact = row.Transaction;
            yield return new
            {
                Kind = fact.Kind.ToString(),
                Status = fact.Status.ToString(),
                row.Payer,
                row.Payee,
                AmountInFen = fact.Amount,
                RefundedInFen = fact.Refunded,
                fact.Note,
                fact.CreatedAt,
            };
        }
    }
}
