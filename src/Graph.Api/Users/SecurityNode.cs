using Graph.Domain.Users;

namespace Graph.Api.Users;

/// <summary>How the viewer's account is secured.</summary>
public sealed class SecurityNode(User user)
{
    /// <summary>Whether a payment PIN is set; set one with `setPaymentPin`.</summary>
    public bool HasPaymentPin => user.PaymentPinHash is not null;

    /// <summary>Since when no new payments leave the account; null when it is not frozen.</summary>
    public DateTime? FrozenAt => user.FrozenAt;
}
