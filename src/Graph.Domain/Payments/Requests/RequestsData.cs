using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Requests;

/// <summary>The payment requests that a user sent and got, for the copy of the user's data.</summary>
public sealed class PaymentRequestsData(TimeProvider clock) : IPersonalData
{
    public string Name => "paymentRequests";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from request in db.Set<PaymentRequest>().Where(PaymentRequest.VisibleTo(user))
            join payer in db.Set<User>() on request.PayerId equals payer.Id
            join payee in db.Set<User>() on request.PayeeId equals payee.Id
            orderby request.CreatedAt, request.Tiebreak
            select new { Request = request, Payer = payer.Handle, Payee = payee.Handle };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new
            {
                row.Payer,
                row.Payee,
                AmountInFen = row.Request.Amount,
                row.Request.Note,
                Bill = row.Request.BillId?.Value,
                Status = row.Request.StatusAt(clock.UtcNow()).ToString(),
                row.Request.CreatedAt,
                row.Request.ExpiresAt,
            };
        }
    }
}

/// <summary>The bills that a user split among friends, for the copy of the user's data.</summary>
public sealed class BillsData : IPersonalData
{
    public string Name => "bills";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows = db.Set<Bill>().Where(b => b.PayerId == user).OrderBy(b => b.CreatedAt).ThenBy(b => b.Tiebreak);
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new { Id = row.Id.Value, row.Title, TotalInFen = row.Total, row.CreatedAt };
        }
    }
}
