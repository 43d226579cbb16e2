using Graph.Domain.Shared;

namespace Graph.Api.Payments;

/// <summary>An amount to move.</summary>
/// <param name="Amount">In major units as text, above zero, with at most two digits after the point: "12.50".</param>
/// <param name="Currency">Only CNY for now.</param>
public sealed record MoneyInput(decimal Amount, Currency Currency = Currency.Cny)
{
    /// <summary>The amount, if it is one that can be moved.</summary>
    /// <param name="path">Where in `input` it stands.</param>
    public Money ToMoney(params string[] path)
    {
        const string TooLarge = "No single movement is that large.";
        if (Amount > Money.MaxMinorUnits)
        {
            // Far beyond what can be counted in minor units.
            throw Validation.Error(TooLarge, [.. path, "amount"]);
        }

        var isExact = Money.TryFromDecimal(Amount, Currency, out var money);
        new Validation()
            .Check(isExact, "An amount has at most two digits after the point.", [.. path, "amount"])
            .Check(!isExact || money.MinorUnits > 0, "An amount is above zero.", [.. path, "amount"])
            .Check(!isExact || money.MinorUnits <= Money.MaxMinorUnits, TooLarge, [.. path, "amount"])
            .ThrowIfAny();
        return money;
    }
}
