using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>The kinds of parties that can stand on a side of a transaction.</summary>
public enum Side
{
    /// <summary>A person, with a wallet.</summary>
    Person,

    /// <summary>A business, with a settlement account.</summary>
    Business,

    /// <summary>An external bank, through one of the person's cards.</summary>
    Bank,

    /// <summary>An account of the house, where money waits. No party is named.</summary>
    House,
}

/// <summary>The properties of a kind of transaction. The module that introduces the kind declares them.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Payer">The kind of party that pays.</param>
/// <param name="Payee">The kind of party that is paid.</param>
public sealed record TransactionKindTraits(TransactionKind Kind, Side Payer, Side Payee)
{
    /// <summary>Whether an operator can reverse it.</summary>
    public bool IsReversible { get; init; }

    /// <summary>Whether it can also happen without a request, when it becomes due.</summary>
    public bool HappensByItself { get; init; }

    /// <summary>The operation whose answer is this transaction; null when the answer is something else.</summary>
    public string? AnswerOf { get; init; }
}

/// <summary>All kinds of transactions that the modules declare.</summary>
public sealed class TransactionKinds(IEnumerable<TransactionKindTraits> kinds)
{
    private readonly Dictionary<TransactionKind, TransactionKindTraits> _kinds = kinds.ToDictionary(traits => traits.Kind);

    public IReadOnlyCollection<TransactionKindTraits> All => _kinds.Values;

    public TransactionKindTraits Of(TransactionKind kind) => _kinds.GetValueOrDefault(kind)
        ?? throw new InvalidOperationException($"No module declares transactions of kind {kind}.");
}

public static class TransactionKindServices
{
    public static IServiceCollection AddTransactionKind(this IServiceCollection services, TransactionKindTraits traits) =>
        services.AddSingleton(traits);
}
