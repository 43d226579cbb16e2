using Graph.Api.Funds.Suitability;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared.Texts;

namespace Graph.Api.Funds.Catalogue;

/// <summary>A filter for funds. A fund must match all fields that are given.</summary>
/// <param name="Search">Text that occurs in the name or begins the code, at most 40 characters.</param>
/// <param name="Kind">What the fund invests in.</param>
/// <param name="RiskGrade">How risky the fund is.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record FundFilterInput(
    string? Search,
    EnumOperationFilterInput<FundKind>? Kind,
    EnumOperationFilterInput<RiskGrade>? RiskGrade,
    IReadOnlyList<FundFilterInput>? And,
    IReadOnlyList<FundFilterInput>? Or) : IFilterInput<FundFilterInput>;

[QueryFields]
public sealed class FundQueries
{
    private const int MaxSearch = 40;

    private static readonly KeptList<ValueTuple, Fund> ByName = new(
        new Keyset<Fund>("funds").By(f => f.SortName).By(f => f.Code),
        (db, _) => db.Set<Fund>().Where(FundPolicy.IsForSale(db)));

    private static readonly KeptQuery<string, Fund> OfCode = new((db, code) => db.Set<Fund>()
        .Where(FundPolicy.IsForSale(db))
        .Where(f => f.Code == code));

    /// <summary>The fund with this code; null when there is none for sale.</summary>
    /// <param name="code">The unique code. Upper and lower case do not matter.</param>
    public static async Task<FundNode?> Fund(GraphDb db, string code, CancellationToken cancellationToken) =>
        await OfCode.FirstAsync(db, Pasted.Code(code), cancellationToken) is { } fund ? new FundNode(fund) : null;

    /// <summary>Funds of verified institutions, in the order of their names.</summary>
    /// <param name="where">A filter. All funds match when it is left out.</param>
    public static async Task<Connection<FundNode>?> Funds(
        GraphDb db, FundFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        await ByName.PageAsync(
            db, default, page, fund => new FundNode(fund), cancellationToken, where is null ? null : Filter<Fund>.Of(where, Declare));

    /// <summary>The questionnaire that finds a person's risk tolerance. Answer it with `submitRiskAnswers`.</summary>
    public static RiskQuestionnaireNode RiskQuestionnaire() => new(RiskQuestionnaireNode.Current);

    private static void Declare(Filter<Fund> filter, FundFilterInput input)
    {
        var search = filter.Search(input.Search, MaxSearch);

        var code = Pasted.Code(input.Search ?? "");
        filter
            .Where(search.Length > 0 && code.Length > 0, f => f.SearchName.Contains(search) || f.Code.StartsWith(code))
            .Where(search.Length > 0 && code.Length == 0, f => f.SearchName.Contains(search))
            .Where(input.Kind, f => f.Kind)
            .Where(input.RiskGrade, f => f.RiskGrade);
    }
}
