namespace Graph.Api.Server;

/// <summary>
/// The limits for one request, connection or caller. Set each as `Limits__Name` in the configuration;
/// docs/operations.md lists them.
/// </summary>
public sealed class GraphLimits
{
    public int BodyBytes { get; set; } = 128 * 1024;
    public int DocumentCharacters { get; set; } = 20_000;
    public int Tokens { get; set; } = 2_000;
    public int Depth { get; set; } = 15;
    public int Aliases { get; set; } = 30;
    public int RootFields { get; set; } = 20;
    public int Mutations { get; set; } = 4;
    public int Directives { get; set; } = 20;
    public int ExpandedFields { get; set; } = 5_000;

    /// <summary>
    /// How many nodes an operation may ask for. The sizes of pages within pages are multiplied, and all paths are added
    /// up.
    /// </summary>
    public int Nodes { get; set; } = 10_000;

    /// <summary>How long an answer may be, in UTF-16 units.</summary>
    public int AnswerCharacters { get; set; } = 4_000_000;

    public int NodeIds { get; set; } = 100;
    public int InputListItems { get; set; } = 250;
    public TimeSpan Operation { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit for one reading command of the database.</summary>
    public TimeSpan Command { get; set; } = TimeSpan.FromSeconds(3);

    public TimeSpan SocketInit { get; set; } = TimeSpan.FromSeconds(3);
    public int SocketMessageBytes { get; set; } = 64 * 1024;
    public TimeSpan SocketPing { get; set; } = TimeSpan.FromSeconds(12);
    public int OperationsPerConnection { get; set; } = 10;
    public int ConnectionsPerUser { get; set; } = 10;

    /// <summary>Sockets and event streams of callers without a token from one network, on this server.</summary>
    public int AnonymousConnections { get; set; } = 20;
    public int QueuedEvents { get; set; } = 8;

    /// <summary>The time that a client has to read at least one event when its queue is full.</summary>
    public TimeSpan SlowReader { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many events of all streams a node resolves at once.</summary>
    public int EventsAtOnce { get; set; } = 48;

    /// <summary>
    /// For how long an event counts among these while others wait. One that takes longer goes on, but holds nobody up any more.
    /// For so long, too, listeners wait for what another one resolves for them.
    /// </summary>
    public TimeSpan EventSlot { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Wrong guesses a minute of one secret by one device, session or network.</summary>
    public int WrongPerAccount { get; set; } = 5;

    /// <summary>Wrong passwords a day for one account from all unknown devices together.</summary>
    public int WrongPerAccountAndDay { get; set; } = 50;

    /// <summary>Wrong PINs, names, identity cards and unknown phone numbers a day.</summary>
    public int WrongSlowlyPerDay { get; set; } = 10;

    /// <summary>Codes sent to one phone number a day.</summary>
    public int CodesPerNumber { get; set; } = 10;

    /// <summary>Codes requested from one network a day.</summary>
    public int CodesPerAddress { get; set; } = 30;

    /// <summary>Codes a day for a known device, besides those that strangers may have used up.</summary>
    public int CodesPerDevice { get; set; } = 3;

    /// <summary>Sign-ins by passkey begun from one network, or on one known device, a minute.</summary>
    public int PasskeySignInsPerAddress { get; set; } = 60;

    /// <summary>How many operations of callers who are not signed in run at a time on a node.</summary>
    public int AnonymousAtOnce { get; set; } = Environment.ProcessorCount;

    /// <summary>How many such operations of one network address may run or wait.</summary>
    public int AnonymousPerAddress { get; set; } = 64;

    /// <summary>How long such an operation waits for its turn.</summary>
    public TimeSpan AnonymousWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many deals an address may record as viewed in a minute, on each node.</summary>
    public int ViewsPerAddress { get; set; } = 2_000;

    /// <summary>
    /// False switches the throttles and the queue of anonymous callers off, for load tests. It is refused in Production. The limits of documents always
    /// apply.
    /// </summary>
    public bool Enabled { get; set; } = true;
}
