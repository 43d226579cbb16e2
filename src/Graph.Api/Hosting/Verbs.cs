using System.Globalization;
using Graph.Api.Auth;
using Graph.Api.Demo;
using Graph.Api.Funds;
using Graph.Api.Server;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Hosting;

/// <summary>The commands of the program besides serving the API. Each returns the exit code.</summary>
public static class Verbs
{
    public const string Usage =
        """
        Usage: Graph.Api [verb]
          (none)            serves the API
          migrate           updates the database to the schema of this version
          schema            prints the schema (SDL)
          seed --people N   adds N people with friendships and money; password demo-Pass-1. Outside Development it
                            takes --yes too
          grant --phone P --role R
                            gives the person with phone number P the role MERCHANT, INSTITUTION, ANALYST or ADMIN
          withdraw-role --phone P --role R
                            takes a role away from the person with phone number P
          revoke --phone P --channel C --reason R
                            revokes accepted evidence of a person: PHONE, ID_CARD, BANK_CARD, ADDRESS, FACE or
                            TRANSACTION_HISTORY; the real-name level changes at once
          clear-bank --request ID --note N
                            notes that you asked the bank about a request that it contradicted, and what you did
          check-ledger      checks all rules of the ledger; prints each row that breaks a rule, and then exits with 1
        """;

    /// <summary>
    /// The exit code of a program that could not begin, because of its settings or its database. With 1, a verb ran and says no: a
    /// broken ledger is not the same as a database that is away.
    /// </summary>
    public const int DidNotRun = 3;

    private static readonly string[] All = ["migrate", "schema", "seed", "grant", "withdraw-role", "revoke", "clear-bank", "check-ledger"];

    /// <summary>
    /// The verb, which is the first argument; null when there is none. It is empty when a verb stands later among the arguments: somebody
    /// meant to run it, so the server does not start, and the usage is printed instead.
    /// </summary>
    public static string? Of(string[] args) =>
        args.FirstOrDefault() is { } first && !first.StartsWith('-') ? first
        : args.Any(arg => All.Contains(arg)) ? "" : null;

    /// <summary>The value of an enum by its name in the schema; null when no value has the name. Numbers and lists are none.</summary>
    private static T? Named<T>(string name)
        where T : struct, Enum => Enum.GetValues<T>().Select(value => (T?)value)
            .FirstOrDefault(value => string.Equals(UpperCase.Of(value!.Value), name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A role that operators give and take; null for anything else, also for the role that everybody has.</summary>
    private static Role? GivenRole(string name) => Named<Role>(name) is { } role && role != Role.User ? role : null;

    public static async Task<int> RunAsync(string verb, string[] args, IServiceProvider services)
    {
        switch (verb)
        {
            case "migrate" when args is [_]:
                var applied = await services.GetRequiredService<Migrator>().MigrateAsync();
                services.GetRequiredService<KeyRing>().RequireOurs();

                // Make the first encryption key here, so that several servers that start at once do not each make one.
                services.GetRequiredService<ISecretBox>().Lock("first key", "");
                Console.WriteLine(applied.Count == 0 ? "Nothing to do." : $"Applied {string.Join(", ", applied)}.");
                return 0;
            case "schema" when args is [_]:
                Console.Write(GraphSchema.Print(services));
                return 0;
            case "seed" when PeopleOf(args) is not null && !args.Contains("--yes") && !services.GetRequiredService<IHostEnvironment>().IsDevelopment():
                await Console.Error.WriteLineAsync(
                    "These people have a password that everybody can read, and nothing takes them away again. Outside Development, add --yes.");
                return 1;
            case "seed" when PeopleOf(args) is { } people:
                await services.GetRequiredService<Migrator>().MigrateAsync();
                services.GetRequiredService<KeyRing>().RequireOurs();
                return await services.GetRequiredService<Seed>().RunAsync(people);
            case "grant" when args is [_, "--phone", var phone, "--role", var name]
                && GivenRole(name) is { } role:
                var granted = await services.GetRequiredService<Profiles>().GrantAsync(phone, role);
                Console.WriteLine(granted
                    ? "The role was granted. It is valid from the next request on."
                    : "No account has this phone number.");
                return granted ? 0 : 1;
            case "withdraw-role" when args is [_, "--phone", var holder, "--role", var lost]
                && GivenRole(lost) is { } withdrawn:
                var had = await services.GetRequiredService<Profiles>().WithdrawAsync(holder, withdrawn);
                Console.WriteLine(had switch
                {
                    null => "No account has this phone number.",
                    false => "The account does not have this role.",
                    true => "The role was taken away. That is valid from the next request on.",
                });
                return had is true ? 0 : 1;
            case "revoke" when args is [_, "--phone", var phone, "--channel", var channel, "--reason", var reason]
                && Named<EvidenceKind>(channel) is { } kind && TextKind.NeededReason.Read(reason, out _) is { Length: > 0 } why:
                var revoked = await services.GetRequiredService<EvidenceDecisions>().RevokeAsync(phone, kind, why);
                Console.WriteLine(revoked switch
                {
                    null => "No account has this phone number.",
                    0 => "The account has no accepted evidence of this channel.",
                    _ => "The evidence was revoked. The new level is valid from the next request on.",
                });
                return revoked > 0 ? 0 : 1;
            case "clear-bank" when args is [_, "--request", var request, "--note", var note]
                && Guid.TryParse(request, out var bankRequest) && TextKind.NeededNote.Read(note, out _).Length > 0:
                var cleared = await services.GetRequiredService<Contradictions>().ClearAsync(new BankRequestId(bankRequest), note);
                Console.WriteLine(cleared ? "The contradiction is cleared." : "The bank did not contradict itself about this request, or that is cleared.");
                return cleared ? 0 : 1;
            case "check-ledger" when args is [_]:
                if (CalendarNotice.Of(services.GetRequiredService<ExchangeCalendar>(), services.GetRequiredService<TimeProvider>()) is { } notice)
                {
                    Console.WriteLine(notice);
                }

                return await CheckLedgerAsync(services.GetRequiredService<LedgerChecker>());
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static int? PeopleOf(string[] args) =>
        args is [_, "--people", var number, .. var rest] && rest is [] or ["--yes"]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var people)
        && people is > 0 and <= 1_000_000
            ? people
            : null;

    private static async Task<int> CheckLedgerAsync(LedgerChecker checker)
    {
        var found = 0;
        await foreach (var violation in checker.FindAsync())
        {
            found++;
            Console.WriteLine($"{violation.Rule}: {violation.Row}: {violation.Detail}");
        }

        Console.WriteLine(found == 0 ? "The ledger has no violations." : $"The ledger has {found} violations.");
        return found == 0 ? 0 : 1;
    }
}
