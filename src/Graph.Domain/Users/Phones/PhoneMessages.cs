using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Users.Phones;

/// <summary>
/// Tells the owner of a phone what happened to the account. The change is committed before, so a message that cannot
/// be sent is logged, and nothing else fails.
/// </summary>
public sealed partial class PhoneMessages(IVerifier verifier, ILogger<PhoneMessages> log)
{
    public const string PhoneChanged =
        "The phone of your account was changed. If that was not you, reset your password with this number within 24 hours.";

    public const string PasswordReset =
        "The password of your account was reset. If that was not you, reset it again with this number within 24 hours.";

    public async Task TellAsync(string phone, string text)
    {
        try
        {
            await verifier.SendMessageAsync(phone, text, CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogUnsent(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A message about an account could not be sent to its phone.")]
    private partial void LogUnsent(Exception failure);
}
