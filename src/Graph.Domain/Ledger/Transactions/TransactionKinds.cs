using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>Who can stand on one side of a transaction.</summary>
public enum Side
{
    /// <summary>A person, by their wallet.</summary>
    Person,

    /// <summary>A business, by its settlement account.</summary>
    Business,

    /// <summary>A bank outside, by one of the person's cards.</summary>
    Bank,

    /// <summary>An account of the house, where money waits: nobody is named.</summary>
    House,
}

/// <summary>What the module that brings a kind of transaction says of it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Payer">Who pays.</param>
/// <param name="Payee">Who is paid.</param>
public sealed record TransactionKindTraits(TransactionKind Kind, Side Payer, Side Payee)
{
    /// <summary>Whether an operator can undo it.</summary>
    public bool IsReversible { get; init; }

    /// <summary>Whether it can also happen without a request, when its time has come.</summary>
    public bool HappensByItself { get; init; }

    /// <summary>The operation whose answer is this transaction; null where the answer is something else.</summary>
    public string? AnswerOf { get; init; }
}

/// <summary>All kinds of transactions that the modules bring.</summary>
public sealed class TransactionKinds(IEnumerable<TransactionKindTraits> kinds)
{
    private readonly Dictionary<TransactionKind, TransactionKindTraits> _kinds = kinds.ToDictionary(traits => traits.Kind);

    public IReadOnlyCollection<TransactionKindTraits> All => _kinds.Values;

    public TransactionKindTraits Of(TransactionKind kind) => _kinds.GetValueOrDefault(kind)
        ?? throw new InvalidOperationException($"No module brings transactions of kind {kind}.");
}

public static class TransactionKindServices
{
    public static IServiceCollection AddTransactionKind(this IServiceCollection services, TransactionKindTraits traits) =>
        services.AddSingleton(traits);
}
