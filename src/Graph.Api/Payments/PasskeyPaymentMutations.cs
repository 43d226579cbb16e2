using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Relay;
using Graph.Api.Users.Passkeys;
using Graph.Domain.Shared;
using Graph.Domain.Users.Passkeys;

namespace Graph.Api.Payments;

/// <summary>The payment that a passkey is to confirm.</summary>
/// <param name="Operation">
/// The name of the mutation that will move the money, for example `transfer`. Every mutation whose input has `passkey`
/// can be named.
/// </param>
/// <param name="IdempotencyKey">The `idempotencyKey` that will be sent with that mutation.</param>
/// <param name="Subject">
/// The ID of what the money is for: `to` of `transfer`, `request` of `answerPaymentRequest`, `deal` of `buyDeal`,
/// `bankCard` of `withdraw`, `borrower` of `offerLoan`, `loan` of `answerLoan`, `repayLoan` and `forgiveLoan`, `guarantee` of
/// `payGuarantee` and `answerGuarantee`, `fund` of `subscribeFund`.
/// </param>
/// <param name="Amount">
/// The whole amount that will move; of `buyDeal`, the price of all pieces; of `answerLoan`, the principal; of
/// `answerGuarantee`, the share; of `forgiveLoan`, the principal that was lent, or the share that was guaranteed.
/// </param>
public sealed record RequestPaymentPasskeyInput(
    string Operation, Guid IdempotencyKey, GlobalId Subject, MoneyInput Amount);

[MutationFields]
public sealed class PasskeyPaymentMutations
{
    /// <summary>
    /// Begins to confirm a payment by a passkey. What the passkey signs holds for this operation, idempotency key,
    /// payee and amount, and for nothing else. Send what it signed as `passkey` of the mutation, within five minutes.
    /// Each call makes another challenge.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NoPasskeyError))]
    public static async Task<PasskeyRequested> RequestPaymentPasskey(
        PasskeyPayments payments, PasskeySettings settings, Caller caller, RequestPaymentPasskeyInput input)
    {
        settings.RequireConfigured();
        var operation = payments.Find(input.Operation)
            ?? throw Validation.Error("Name a mutation whose input has `passkey`, for example transfer.", "operation");
        new Validation()
            .Check(input.Subject.TypeName == TypeNames.Of(operation.SubjectType),
                $"For {operation.Name}, this is the ID of a {TypeNames.Of(operation.SubjectType)}.", "subject")
            .ThrowIfAny();
        return PasskeyRequested.Of(await payments.RequestAsync(new PaymentBinding(
            caller.Viewer, operation.Name, input.IdempotencyKey, input.Subject.Value, input.Amount.ToMoney("amount"))));
    }
}
