using Graph.Domain.Shared;

namespace Graph.Api.Payments;

/// <summary>An amount of money.</summary>
/// <param name="Amount">
/// The amount in major units (yuan) as text, with at most two digits after the point: "12.50". It is above zero, unless the field says
/// that it may be zero.
/// </param>
/// <param name="Currency">The currency. Only CNY is supported.</param>
public sealed record MoneyInput(decimal Amount, Currency Currency = Currency.Cny)
{
    /// <summary>Checks the amount, which is above zero, and converts it to money.</summary>
    /// <param name="path">The path of this field in `input`, for the error.</param>
    public Money ToMoney(params string[] path)
    {
        var money = ToLimit(path);
        new Validation().Check(money.MinorUnits > 0, "An amount is above zero.", [.. path, "amount"]).ThrowIfAny();
        return money;
    }

    /// <summary>Checks the amount, which may be zero, and converts it to money.</summary>
    /// <param name="path">The path of this field in `input`, for the error.</param>
    public Money ToLimit(params string[] path)
    {
        const string TooLarge = "No single movement is that large.";
        if (Amount > Money.MaxMinorUnits)
        {
            // The amount may be too large for a number of minor units, so check it before converting.
            throw Validation.Error(TooLarge, [.. path, "amount"]);
        }

        var isExact = Money.TryFromDecimal(Amount, Currency, out var money);
        new Validation()
            .Check(isExact, "An amount is digits with at most two after the point, as in 12.50.", [.. path, "amount"])
            .Check(!isExact || money.MinorUnits >= 0, "An amount is not negative.", [.. path, "amount"])
            .Check(!isExact || money.MinorUnits <= Money.MaxMinorUnits, TooLarge, [.. path, "amount"])
            .ThrowIfAny();
        return money;
    }
}
