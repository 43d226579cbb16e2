using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Graph.Tests.SqlServer.Checking;

/// <summary>Error 334: a table with a trigger returns nothing by OUTPUT.</summary>
internal static class TriggerOutput
{
    public static IReadOnlyList<string> AskedBy(IEnumerable<string> commands, DbContext db)
    {
        var guarded = db.GetService<IDesignTimeModel>().Model.GetEntityTypes()
            .Where(type => type.GetDeclaredTriggers().Any()).Select(type => type.GetTableName()!).ToList();
        Assert.Equal(
            [
                "audit_event", "data_key", "entry", "feed_event", "fund_order_transaction", "fund_publication", "hold", "loan_contract",
                "loan_transaction", "order_transaction", "posting", "risk_assessment", "transaction_event", "transactions", "unit_posting",
            ],
            guarded.Order());
        var wrong = new Regex($@"(INTO|UPDATE|MERGE|FROM) \[({string.Join('|', guarded)})\][^;]*\bOUTPUT\b");
        return [.. commands.Where(command => wrong.IsMatch(command))];
    }
}
