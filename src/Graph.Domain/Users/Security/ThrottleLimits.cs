namespace Graph.Domain.Users.Security;

/// <summary>The limits for wrong guesses, and for messages to phones.</summary>
public sealed class ThrottleLimits
{
    public bool Enabled { get; set; } = true;

    /// <summary>Wrong guesses a minute of one secret by one device, session or network.</summary>
    public int WrongPerAccount { get; set; } = 5;

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Wrong guesses a day of one account's password from all unknown devices together.</summary>
    public int WrongPerAccountAndDay { get; set; } = 50;

    /// <summary>
    /// Wrong guesses a day of secrets that could be guessed slowly: payment PINs, payees' names, identity cards, faces,
    /// bank cards, addresses, and searches by a phone number that nobody has. When it is reached, no more guesses of that secret are accepted
    /// until 24 hours after the window began, which is when its first guess was made.
    /// </summary>
    public int WrongSlowlyPerDay { get; set; } = 10;

    /// <summary>Codes that are sent to one phone number a day.</summary>
    public int CodesPerNumber { get; set; } = 10;

    /// <summary>Codes that one network may request a day.</summary>
    public int CodesPerAddress { get; set; } = 30;

    /// <summary>
    /// Codes a day that a known device may request when the number or its network has none left, because strangers
    /// have requested them.
    /// </summary>
    public int CodesPerDevice { get; set; } = 3;

    /// <summary>Sign-ins by passkey that one network or known device may begin a minute.</summary>
    public int PasskeySignInsPerAddress { get; set; } = 60;
}
