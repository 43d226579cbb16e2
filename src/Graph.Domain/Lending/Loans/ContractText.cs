using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Lending.Loans;

/// <summary>A guarantor and the share, as they stand in the contract.</summary>
public sealed record GuarantorOfContract(User Guarantor, Money Share);

/// <summary>
/// Writes the contract of a loan. The text is canonical: the same people, terms and day always give the same text, with line
/// feeds between its lines and none at its end, so that anybody can compute its digest again.
/// </summary>
internal static class ContractText
{
    public static LoanContract Of(
        Loan loan, LoanPlan plan, AnnualRate cap, User lender, User borrower, IReadOnlyList<GuarantorOfContract> guarantors, DateTime now)
    {
        var text = string.Join('\n', LinesOf(loan, plan, cap, lender, borrower, guarantors));
        return new LoanContract
        {
            LoanId = loan.Id,
            Text = text,
            Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            AcceptedAt = now,
        };
    }

    private static IEnumerable<string> LinesOf(
        Loan loan, LoanPlan plan, AnnualRate cap, User lender, User borrower, IReadOnlyList<GuarantorOfContract> guarantors)
    {
        yield return "Loan contract";
        yield return $"Lender: {NameOf(lender)}";
        yield return $"Borrower: {NameOf(borrower)}";
        yield return $"Principal: {plan.Terms.Principal}";
        yield return $"Annual rate: {Text(plan.Terms.Rate)}, simple interest by the day over 365 days, rounded down once an instalment";
        yield return $"Effective annual rate: {Text(plan.EffectiveRate)}; the highest that the law allows on the day of the payout is {Text(cap)}";
        yield return $"Paid out on: {plan.Start:O} (Asia/Shanghai)";
        yield return $"Repayment: {UpperCase.Of(plan.Terms.Repayment)} over {plan.Terms.Months} months";
        foreach (var one in plan.Installments)
        {
            yield return $"{one.Number}. due on {one.DueOn:O}: principal {Fen(one.Principal)}, interest {Fen(one.Interest)}";
        }

        yield return $"Interest in all: {plan.TotalInterest}";
        if (loan.Purpose is not null)
        {
            yield return $"Purpose: {loan.Purpose}";
        }

        foreach (var (guarantor, share) in guarantors)
        {
            yield return $"Guarantor, jointly liable with the borrower (Civil Code, article 688): {NameOf(guarantor)} up to {share}";
        }

        yield return "The borrower may repay at any time. A repayment goes to the interest to date, then to the principal of the instalments in their order.";
        yield return $"When an instalment is unpaid for {LoanCalendar.DaysToDefault} days, everything falls due, and the guarantors are called in proportion to their shares.";
        yield return "What the borrower then repays goes to the lender first, then to the guarantors in proportion to what they paid (Civil Code, article 700).";
    }

    private static string NameOf(User user) => $"{user.RealName} (@{user.Handle})";

    private static string Fen(long minorUnits) => Money.Fen(minorUnits).ToDecimal().ToString(CultureInfo.InvariantCulture);

    private static string Text(AnnualRate rate) => rate.ToDecimal().ToString(CultureInfo.InvariantCulture);
}
