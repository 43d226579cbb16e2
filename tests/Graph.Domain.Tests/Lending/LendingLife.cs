using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>
/// A circle of friends who lend, promise, repay, guarantee, forgive, block, freeze, lose their level and forget, while the clock
/// leaps, requests are sent twice, and the process dies before a commit. The model beside it knows only who has how much, and what each loan moved.
/// </summary>
internal sealed class LendingLife(TestDatabase database, Random random, LendingCrash crash)
{
    private readonly Lenders _lenders = new(database);
    private readonly List<UserId> _people = [];
    private readonly Dictionary<UserId, long> _purses = [];

    public List<LoanId> Loans { get; } = [];

    public int Refused { get; private set; }

    public int Replayed { get; private set; }

    public static async Task<LendingLife> BeginAsync(TestDatabase database, Random random, LendingCrash crash)
    {
        var life = new LendingLife(database, random, crash);
        for (var i = 0; i < 6; i++)
        {
            var yuan = random.Next(0, 900);
            life._people.Add(await life._lenders.PersonAsync(yuan));
            life._purses[life._people[^1]] = yuan * 100;
        }

        await life.MakeUpAsync();
        return life;
    }

    public Task StepAsync() => random.Next(20) switch
    {
        < 3 => AskAsync(),
        < 7 => AnswerAsync(),
        < 10 => RepayAsync(),
        10 => GuaranteeAsync(),
        11 => ForgiveAsync(),
        12 => DisturbAsync(),
        13 => AutoRepayAsync(),
        14 => PromiseAsync(),
        15 => FailAsync(),
        16 => LendOnPromiseAsync(),
        _ => PassAsync(TimeSpan.FromHours(random.Next(1, random.Next(4) == 0 ? 2_500 : 400))),
    };

    /// <summary>Lets time pass, and does what is due, though the process may die over it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        database.Clock.Advance(time);
        for (var more = true; more;)
        {
            var before = crash.Count;
            crash.IsArmed = random.Next(3) == 0;
            await database.MeetAsync<LoanDeadlines>();
            crash.IsArmed = false;
            more = crash.Count > before;
            database.Clock.Advance(TimeSpan.FromMinutes(more ? 10 : 0));
        }

        await RecountAsync();
    }

    /// <summary>Frees everybody, and pays or forgives everything, so that every loan ends.</summary>
    public async Task EndAsync()
    {
        foreach (var person in _people)
        {
            await TryAsync(() => database.Get<Profiles>().UnfreezeAsync(person, TestDatabase.Password, Lenders.Pin, new Origin(null, null)));
        }

        await PassAsync(TimeSpan.FromDays(8));
        foreach (var id in Loans)
        {
            var (loan, guarantees) = (await _lenders.LoanAsync(id), await _lenders.GuaranteesAsync(id));
            await TryAsync(() => _lenders.ForgiveAsync(loan.LenderId, id));
            foreach (var guarantee in guarantees.Where(g => g.Claim > 0))
            {
                await TryAsync(() => _lenders.ForgiveAsync(guarantee.GuarantorId, id));
            }
        }

        await RecountAsync();
    }

    private async Task AskAsync()
    {
        var (one, other) = Two();
        var (fen, rate, months) = (random.Next(1, 200_00), random.Next(0, 120_001) / 1_000_000m, random.Next(1, 8));
        var repayment = (RepaymentKind)random.Next(3);
        await TryAsync(async () => Loans.Add(random.Next(2) == 0
            ? await _lenders.OfferAsync(one, other, fen, rate, months)
            : await _lenders.RequestAsync(one, other, fen, rate, months, repayment)));
    }

    private async Task AnswerAsync()
    {
        if (await AnyAsync(LoanStatus.Requested, LoanStatus.Offered) is not { } loan)
        {
            return;
        }

        var (accept, key) = (random.Next(5) > 0, database.Clock.NewGuid());
        await TwiceAsync(async () => (await _lenders.AnswerAsync(loan.AnswererId, loan.Id, accept, key)).Replayed);
        if (accept && (await _lenders.LoanAsync(loan.Id)).Status == LoanStatus.Active)
        {
            Move(loan.LenderId, loan.BorrowerId, loan.Principal);
        }
    }

    private async Task RepayAsync()
    {
        if (await AnyAsync(LoanStatus.Active, LoanStatus.Defaulted) is not { } loan)
        {
            return;
        }

        var (standing, key) = (await _lenders.StandingAsync(loan.Id), database.Clock.NewGuid());
        var amount = random.Next(3) == 0 ? standing.Owed : random.NextInt64(1, standing.Owed + 2);
        var before = await PaidAsync(loan.Id);
        await TwiceAsync(async () => (await _lenders.RepayAsync(loan.BorrowerId, loan.Id, amount, key)).Replayed);
        var after = await PaidAsync(loan.Id);
        var paid = after.Lender - before.Lender + after.Guarantors.Zip(before.Guarantors, (now, then) => now.Amount - then.Amount).Sum();
        Assert.Contains(paid, new[] { 0, amount });
        Assert.True(after.Lender - before.Lender == Math.Min(paid, standing.LendersClaim), "The lender comes first.");
        Apply(loan, before, after);
    }

    private async Task GuaranteeAsync()
    {
        if (await AnyAsync(LoanStatus.Requested, LoanStatus.Offered) is { } loan)
        {
            var guarantor = _people[random.Next(_people.Count)];
            await TryAsync(async () => await _lenders.AnswerGuaranteeAsync(
                guarantor, await _lenders.AskAsync(loan.BorrowerId, loan.Id, guarantor, random.NextInt64(1, loan.Principal + 1)), random.Next(4) > 0));
        }
    }

    /// <summary>Gives, changes or ends a promise; loans that are paid out later use it.</summary>
    private async Task PromiseAsync()
    {
        var (one, other) = Two();
        await TryAsync(() => database.Get<TrustLines>().SetAsync(one, other, Money.Fen(random.Next(3) == 0 ? 0 : random.Next(1, 400_00)), random.Next(2) == 0));
    }

    /// <summary>
    /// Somebody promises to lend, and lends. Seldom does a loan of other steps meet a promise, so this brings the two together.
    /// </summary>
    private async Task LendOnPromiseAsync()
    {
        await MakeUpAsync();
        var (lender, borrower) = Two();
        var fen = random.Next(1, 200_00);
        await TryAsync(() => database.Get<TrustLines>().SetAsync(lender, borrower, Money.Fen(fen), chains: true));
        await LendAsync(lender, borrower, fen, _ => Task.CompletedTask);
    }

    /// <summary>A loan with a guarantor, of which nothing is repaid for so long that the guarantor is called.</summary>
    private async Task FailAsync()
    {
        await MakeUpAsync();
        var (lender, borrower) = Two();
        var guarantor = _people.First(person => person != lender && person != borrower);
        var fen = random.Next(1, 200_00);
        var isRequested = await LendAsync(lender, borrower, fen, loan => TryAsync(async () => await _lenders.AnswerGuaranteeAsync(
            guarantor, await _lenders.AskAsync(borrower, loan, guarantor, random.NextInt64(1, fen + 1)))));
        if (isRequested)
        {
            await PassAsync(TimeSpan.FromDays(random.Next(122, 140)));
        }
    }

    /// <summary>Requests a loan over a month, and pays it out. Returns false when the request is refused.</summary>
    /// <param name="lender">Who lends.</param>
    /// <param name="borrower">Who requests it.</param>
    /// <param name="fen">The principal.</param>
    /// <param name="before">What happens to the loan before it is paid out.</param>
    private async Task<bool> LendAsync(UserId lender, UserId borrower, int fen, Func<LoanId, Task> before)
    {
        var count = Loans.Count;
        await TryAsync(async () => Loans.Add(await _lenders.RequestAsync(borrower, lender, fen, random.Next(0, 120_001) / 1_000_000m, 1)));
        if (Loans.Count == count)
        {
            return false;
        }

        await before(Loans[^1]);
        await TryAsync(() => _lenders.AnswerAsync(lender, Loans[^1]));
        if ((await _lenders.LoanAsync(Loans[^1])).Status == LoanStatus.Active)
        {
            Move(lender, borrower, fen);
        }

        return true;
    }

    private async Task ForgiveAsync()
    {
        if (random.Next(3) == 0 && await AnyAsync(LoanStatus.Active, LoanStatus.Defaulted) is { } loan)
        {
            var guarantors = (await _lenders.GuaranteesAsync(loan.Id)).Select(g => g.GuarantorId);
            UserId[] claimants = [loan.LenderId, .. guarantors];
            var key = database.Clock.NewGuid();
            await TwiceAsync(async () => (await _lenders.ForgiveAsync(claimants[random.Next(claimants.Length)], loan.Id, key)).Replayed, same: false);
        }
    }

    private async Task AutoRepayAsync()
    {
        if (await AnyAsync(LoanStatus.Active) is { } loan)
        {
            await TryAsync(() => _lenders.SetAutoRepayAsync(loan.BorrowerId, loan.Id, random.Next(3) > 0));
        }
    }

    /// <summary>Friends part or block each other, freeze an account, or lose a level; and later all is well again.</summary>
    private async Task DisturbAsync()
    {
        var (one, other) = Two();
        switch (random.Next(6))
        {
            case 0:
                await TryAsync(() => database.Get<Friends>().RemoveAsync(one, other));
                break;
            case 1:
                await TryAsync(() => database.Get<Blocks>().BlockAsync(one, other));
                break;
            case 2:
                await TryAsync(() => database.Get<Profiles>().FreezeAsync(one, null));
                break;
            case 3:
                await RevokeAsync(one);
                break;
            default:
                await MakeUpAsync();
                break;
        }
    }

    /// <summary>Takes somebody's level away, or leaves CLASS_I of it, until they make up.</summary>
    private async Task RevokeAsync(UserId person)
    {
        foreach (var kind in new[] { EvidenceKind.Phone, EvidenceKind.Address })
        {
            await TryAsync(() => database.Get<EvidenceDecisions>().RevokeAsync($"138{_people.IndexOf(person) + 1:D8}", kind, "For a test."));
        }
    }

    private async Task MakeUpAsync()
    {
        foreach (var (one, other) in _people.SelectMany((one, i) => _people.Skip(i + 1).Select(other => (one, other))))
        {
            foreach (var (by, blocked) in new[] { (one, other), (other, one) })
            {
                await TryAsync(() => database.Get<Blocks>().UnblockAsync(by, blocked));
            }

            await TryAsync(() => _lenders.BefriendAsync(one, other));
        }

        foreach (var person in _people)
        {
            if (await database.Units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == person && u.Level < RealNameLevel.ClassII)))
            {
                // The address takes the place of the phone.
                await TryAsync(() => database.Get<IdentityProofing>().SubmitAddressAsync(person, "浙江省", "杭州市", "文三路 1", default));
            }

            await TryAsync(() => database.Get<Profiles>().UnfreezeAsync(person, TestDatabase.Password, Lenders.Pin, new Origin(null, null)));
        }
    }

    /// <summary>What moves by itself is taken from the loans, and held against the wallets.</summary>
    private async Task RecountAsync()
    {
        foreach (var person in _people)
        {
            var wallet = await _lenders.WalletAsync(person);
            _purses[person] = wallet.Balance.MinorUnits;
        }

        Assert.Equal(_purses.Values.Sum(), await database.Units.ReadAsync(db => db.Set<Account>()
            .Where(a => a.OwnerId != null).SumAsync(a => a.CreditsPosted - a.DebitsPosted)));
    }

    private void Apply(Loan loan, Paid before, Paid after)
    {
        Move(loan.BorrowerId, loan.LenderId, after.Lender - before.Lender);
        foreach (var (now, then) in after.Guarantors.Zip(before.Guarantors))
        {
            Move(loan.BorrowerId, now.Who, now.Amount - then.Amount);
        }
    }

    public async Task CompareAsync()
    {
        foreach (var (person, purse) in _purses)
        {
            Assert.Equal(purse, (await _lenders.WalletAsync(person)).Balance.MinorUnits);
        }
    }

    private async Task<Paid> PaidAsync(LoanId id)
    {
        var (loan, guarantees) = (await _lenders.LoanAsync(id), await _lenders.GuaranteesAsync(id));
        return new(
            loan.PrincipalRepaid + loan.InterestPaid,
            [.. guarantees.OrderBy(g => g.Id.Value).Select(g => new Part(g.GuarantorId, g.Recovered))]);
    }

    private void Move(UserId from, UserId to, long fen) => (_purses[from], _purses[to]) = (_purses[from] - fen, _purses[to] + fen);

    private (UserId One, UserId Other) Two()
    {
        var one = random.Next(_people.Count);
        return (_people[one], _people[(one + random.Next(1, _people.Count)) % _people.Count]);
    }

    private async Task<Loan?> AnyAsync(params LoanStatus[] statuses)
    {
        var loans = await database.Units.ReadAsync(db => db.Set<Loan>().Where(l => statuses.Contains(l.Status)).ToListAsync());
        return loans.Count == 0 ? null : loans.OrderBy(l => l.Id.Value).ElementAt(random.Next(loans.Count));
    }

    /// <summary>Sends a request, perhaps into a dying process, and then again with the same key.</summary>
    private async Task TwiceAsync(Func<Task<bool>> act, bool same = true)
    {
        crash.IsArmed = random.Next(4) == 0;
        await TryAsync(act);
        crash.IsArmed = false;
        await TryAsync(async () => Replayed += await act() && same ? 1 : 0);
    }

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (DomainException)
        {
            Refused++;
        }
        catch (ProcessDiedException)
        {
        }
    }

    private sealed record Part(UserId Who, long Amount);

    private sealed record Paid(long Lender, IReadOnlyList<Part> Guarantors);
}
