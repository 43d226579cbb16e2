using System.Globalization;
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
          seed --people N   adds N people with friendships and money; password demo-Pass-1
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

    /// <summary>The verb in the arguments; null when there is none.</summary>
    public static string? Of(string[] args) =>
        args.FirstOrDefault() is { } first && !first.StartsWith('-') ? first : null;

    public static async Task<int> RunAsync(string verb, string[] args, IServiceProvider services)
    {
        switch (verb)
        {
            case "migrate":
                var applied = await services.GetRequiredService<Migrator>().MigrateAsync();

                // Make the first encryption key here, so that several servers that start at once do not each make one.
                services.GetRequiredService<ISecretBox>().Lock("first key", "");
                Console.WriteLine(applied.Count == 0 ? "Nothing to do." : $"Applied {string.Join(", ", applied)}.");
                return 0;
            case "schema":
                Console.Write(GraphSchema.Print(services));
                return 0;
            case "seed" when PeopleOf(args) is { } people:
                await services.GetRequiredService<Migrator>().MigrateAsync();
                return await services.GetRequiredService<Seed>().RunAsync(people);
            case "grant" when args is [_, "--phone", var phone, "--role", var name]
                && Enum.TryParse<Role>(name, ignoreCase: true, out var role) && Enum.IsDefined(role):
                var granted = await services.GetRequiredService<Profiles>().GrantAsync(phone, role);
                Console.WriteLine(granted
                    ? "The role was granted. It is valid from the next request on."
                    : "No account has this phone number.");
                return granted ? 0 : 1;
            case "withdraw-role" when args is [_, "--phone", var holder, "--role", var lost]
                && Enum.TryParse<Role>(lost, ignoreCase: true, out var withdrawn) && Enum.IsDefined(withdrawn):
                var had = await services.GetRequiredService<Profiles>().WithdrawAsync(holder, withdrawn);
                Console.WriteLine(had switch
                {
                    null => "No account has this phone number.",
                    false => "The account does not have this role.",
                    true => "The role was taken away. That is valid from the next request on.",
                });
                return had is true ? 0 : 1;
            case "revoke" when args is [_, "--phone", var phone, "--channel", var channel, "--reason", var reason]
                && Enum.TryParse<EvidenceKind>(channel.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var kind)
                && Enum.IsDefined(kind) && TextKind.NeededReason.Read(reason, out _) is { Length: > 0 } why:
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
            case "check-ledger":
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
        args is [_, "--people", var number]
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
