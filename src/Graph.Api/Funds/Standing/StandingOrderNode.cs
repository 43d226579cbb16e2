using Graph.Api.Funds.Catalogue;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users.Announcements;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Shared;

namespace Graph.Api.Funds.Standing;

/// <summary>
/// An order of the viewer that places itself: each night (`setAutoInvest`) or each month (`setInvestmentPlan`). Only the viewer
/// sees it.
/// </summary>
public sealed class StandingOrderNode(StandingOrder order) : INode, INotificationSubject
{
    /// <summary>The opaque global ID. Only the viewer can fetch the standing order by it, until it ends.</summary>
    public ITypedId Id => order.Id;

    /// <summary>How it invests.</summary>
    public StandingOrderKind Kind => order.Kind;

    /// <summary>The fund.</summary>
    public Loading<FundNode> Fund(FundLoaders funds) => funds.Rows.Load(order.FundId, fund => new FundNode(fund!));

    /// <summary>What stays in the wallet each night; null for a monthly plan.</summary>
    public Money? Floor => order.Floor is { } floor ? Money.Fen(floor) : null;

    /// <summary>The amount that is invested each month, fee included; null when it depends on the wallet.</summary>
    public Money? MonthlyAmount => order.Amount is { } amount ? Money.Fen(amount) : null;

    /// <summary>
    /// The day of the month, from 1 to 31; null when it invests each night. A month that is shorter invests on its last day.
    /// </summary>
    public int? DayOfMonth => (int?)order.DayOfMonth;

    /// <summary>When it invests next, in UTC: at 03:00 in Asia/Shanghai. Null while it is paused.</summary>
    public DateTime? NextAt => order.DueAt;

    /// <summary>When it was paused because it could not invest, in UTC; null while it runs. Setting it again lets it run.</summary>
    public DateTime? PausedSince => order.PausedAt;

    /// <summary>Why it was paused; null while it runs.</summary>
    public StandingOrderPause? PauseReason => order.Pause;
}
