using System.Buffers.Text;

namespace Graph.Api.Tests.Server.Authorization;

// How each field and each type is asked for.
public sealed partial class AccessMatrixTests
{
    /// <summary>A place that no stream has come to: one that begins there says at once that there is a gap.</summary>
    private static readonly string Future = Base64Url.EncodeToString("""["live",9000000000000000000]"""u8);

    private static readonly Dictionary<string, string> Arguments = new()
    {
        ["Query.node"] = "(id: \"{user}\")",
        ["Query.nodes"] = "(ids: [\"{user}\"])",
        ["Query.user"] = "(handle: \"{handle}\")",
        ["Query.users"] = "(search: \"{handle}\")",
        ["Query.fund"] = "(code: \"{fundCode}\")",
        ["Fund.history"] = "(from: \"{since}\", to: \"{to}\")",
        ["Portfolio.history"] = "(from: \"{since}\", to: \"{to}\")",
        ["Query.loanPlan"] = "(principal: { amount: \"1\" }, annualRate: \"0\", months: 1, repayment: BULLET)",
        ["Query.merchant"] = "(handle: \"{merchant}\")",
        ["Institution.insights"] = "(from: \"{since}\", to: \"{to}\")",
        ["Merchant.insights"] = "(from: \"{from}\", to: \"{to}\")",
        ["Shop.distanceMeters"] = "(from: { latitude: 30, longitude: 120 })",
        ["Deal.nearestShop"] = "(to: { latitude: 30, longitude: 120 })",
        ["Subscription.activity"] = $"(after: \"{Future}\")",
        ["Subscription.notifications"] = $"(after: \"{Future}\")",
        ["Subscription.dealsNearby"] = "(near: { latitude: 30.27, longitude: 120.15 })",
        ["Subscription.groupBuy"] = "(id: \"{group}\")",
        ["Wallet.statement"] = "(from: \"2026-01-01\", to: \"2026-01-31\")",
        ["Wallet.balanceAt"] = "(time: \"2026-01-01T00:00:00Z\")",
    };

    /// <summary>How to reach one that is no node: the field to go through, from a node or from the viewer.</summary>
    private static readonly Dictionary<string, string> Ways = new()
    {
        ["CommunityGoal"] = "node(id: \"{community}\") { ... on Community { goal { * } } }",
        ["Bank"] = "node(id: \"{topUp}\") { ... on Transaction { payer { ... on Bank { * } } } }",
        ["BillShare"] = "node(id: \"{bill}\") { ... on Bill { shares { * } } }",
        ["DealEdge"] = "deals(first: 1, near: { latitude: 30.27, longitude: 120.15 }) { edges { * } }",
        ["CommunityNotice"] = "viewer { notifications(first: 1) { nodes { subject { ... on CommunityNotice { * } } } } }",
        ["CommunityInsights"] = "node(id: \"{institution}\") { ... on Institution { insights(from: \"{since}\", to: \"{to}\") { byCommunity { * } } } }",
        ["DayInsights"] = "merchant(handle: \"{merchant}\") { insights(from: \"{from}\", to: \"{to}\") { byDay { * } } }",
        ["DealInsights"] = "merchant(handle: \"{merchant}\") { insights(from: \"{from}\", to: \"{to}\") { byDeal { * } } }",
        ["Eligibility"] = "node(id: \"{deal}\") { ... on Deal { viewerCanBuy { * } } }",
        ["FundCorrection"] = "fund(code: \"{fundCode}\") { history(from: \"{since}\", to: \"{to}\") { corrections { * } } }",
        ["FundDay"] = "fund(code: \"{fundCode}\") { history(from: \"{since}\", to: \"{to}\") { * } }",
        ["FundInsights"] = "node(id: \"{institution}\") { ... on Institution { insights(from: \"{since}\", to: \"{to}\") { byFund { * } } } }",
        ["GeoPoint"] = "node(id: \"{shop}\") { ... on Shop { location { * } } }",
        ["GroupBuyTerms"] = "node(id: \"{deal}\") { ... on Deal { groupBuy { * } } }",
        ["Installment"] = "node(id: \"{loan}\") { ... on Loan { schedule { * } } }",
        ["InstitutionDay"] = "node(id: \"{institution}\") { ... on Institution { insights(from: \"{busy}\", to: \"{to}\") { byDay { * } } } }",
        ["InstitutionInsights"] = "node(id: \"{institution}\") { ... on Institution { insights(from: \"{since}\", to: \"{to}\") { * } } }",
        ["LoanContract"] = "node(id: \"{loan}\") { ... on Loan { contract { * } } }",
        ["LoanPlan"] = "loanPlan(principal: { amount: \"1\" }, annualRate: \"0\", months: 1, repayment: BULLET) { * }",
        ["LoanTerm"] = "node(id: \"{loan}\") { ... on Loan { term { * } } }",
        ["MerchantInsights"] = "merchant(handle: \"{merchant}\") { insights(from: \"{from}\", to: \"{to}\") { * } }",
        ["OrderRefund"] = "node(id: \"{order}\") { ... on Order { refund { * } } }",
        ["FriendEdge"] = "viewer { friends(first: 1) { edges { * } } }",
        ["FriendSuggestion"] = "viewer { suggestedFriends(first: 1) { nodes { * } } }",
        ["NextRealNameLevel"] = "viewer { realName { next { * } } }",
        ["Portfolio"] = "viewer { portfolio { * } }",
        ["PortfolioDay"] = "viewer { portfolio { history(from: \"{since}\", to: \"{to}\") { * } } }",
        ["PortfolioPart"] = "viewer { portfolio { byKind { * } } }",
        ["RedemptionFee"] = "fund(code: \"{fundCode}\") { redemptionFees { * } }",
        ["RiskAnswer"] = "riskQuestionnaire { questions { answers { * } } }",
        ["RiskQuestion"] = "riskQuestionnaire { questions { * } }",
        ["RiskQuestionnaire"] = "riskQuestionnaire { * }",
        ["RealName"] = "viewer { realName { * } }",
        ["Security"] = "viewer { security { * } }",
        ["Settings"] = "viewer { settings { * } }",
        ["SharedPayment"] = "viewer { feed(where: { kind: { eq: PAID } }, first: 1) { nodes { subject { ... on SharedPayment { * } } } } }",
        ["SpendingLimit"] = "viewer { realName { limits { * } } }",
        ["Statement"] = "viewer { wallet { statement(from: \"2026-01-01\", to: \"2026-01-31\") { * } } }",
        ["StatementLine"] = "viewer { wallet { statement(from: \"{from}\", to: \"{to}\") { byKind { * } } } }",
        ["TransactionEvent"] = "node(id: \"{transaction}\") { ... on Transaction { history { * } } }",
        ["Trust"] = "user(handle: \"{payee}\") { trust { * } }",
        ["TrustPart"] = "viewer { trustScore { parts { * } } }",
        ["TrustScore"] = "viewer { trustScore { * } }",
        ["Viewer"] = "viewer { * }",
    };
}
