using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Trust;

/// <summary>The promises to lend that a user gave or received, for the copy of the user's data. An ended one has the limit 0.</summary>
public sealed class TrustLinesData : IPersonalData
{
    public string Name => "trustLines";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from line in db.Set<TrustLine>()
            join giver in db.Set<User>() on line.GiverId equals giver.Id
            join receiver in db.Set<User>() on line.ReceiverId equals receiver.Id
            where line.GiverId == user || (line.ReceiverId == user && (line.CreditLimit > 0 || line.Used > 0))
            orderby line.UpdatedAt, line.Tiebreak
            select new { Line = line, Giver = giver.Handle, Receiver = receiver.Handle };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new
            {
                row.Giver,
                row.Receiver,
                LimitInFen = row.Line.CreditLimit,
                UsedInFen = row.Line.Used,
                row.Line.Chains,
                row.Line.UpdatedAt,
            };
        }
    }
}
