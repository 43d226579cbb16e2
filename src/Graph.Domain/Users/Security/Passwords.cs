using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Graph.Domain.Users.Security;

/// <summary>How slow a guess of a password is made.</summary>
public sealed class PasswordCost
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA512; OWASP's recommendation of 2023.</summary>
    public int Iterations { get; set; } = 210_000;
}

/// <summary>Hashes passwords in ASP.NET Core Identity's own format, so that the cost can be raised later.</summary>
public sealed class Passwords(PasswordCost cost)
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    private readonly PasswordHasher<object> _hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = cost.Iterations }));

    private readonly Lazy<string> _nobodys = new(() =>
        new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = cost.Iterations }))
            .HashPassword(new object(), "nobody's"));

    public static bool IsStrongEnough(string password) =>
        password.Length is >= MinLength and <= MaxLength
        && password.Any(char.IsLetter) && password.Any(c => !char.IsLetter(c));

    public string Hash(string password) => _hasher.HashPassword(this, password);

    /// <summary>Takes as long for an account that does not exist (null) as for one that does.</summary>
    public (bool Right, bool Outdated) Verify(string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(this, hash ?? _nobodys.Value, password);
        return (hash is not null && result != PasswordVerificationResult.Failed,
            result == PasswordVerificationResult.SuccessRehashNeeded);
    }
}
