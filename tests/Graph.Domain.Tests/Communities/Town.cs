using Graph.Domain.Communities;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Posts;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities;

/// <summary>People, communities and posts, as tests make them.</summary>
internal sealed class Town(TestDatabase database)
{
    public Memberships Memberships => database.Get<Memberships>();

    public Task<UserId> PersonAsync(RealNameLevel level = RealNameLevel.None) => database.PersonAsync(level);

    public async Task<List<UserId>> PeopleAsync(int count)
    {
        var people = new List<UserId>();
        for (var i = 0; i < count; i++)
        {
            people.Add(await PersonAsync());
        }

        return people;
    }

    public Task<CommunityId> FoundAsync(UserId founder, Admission admission = Admission.Open, RealNameLevel level = RealNameLevel.None) =>
        database.Get<CommunityRegister>().FoundAsync(founder, new CommunityPlan("Readers", "", level, admission, IsForMembers: true, Goal: null));

    public Task<CommunityId> JoinAsync(UserId user, CommunityId community) => Memberships.JoinAsync(user, community);

    public Task<CommunityId> GiveAsync(UserId owner, CommunityId community, UserId user, CommunityRole role) =>
        database.Get<CommunityModeration>().SetRoleAsync(owner, community, user, role);

    public Task<PostId> PostAsync(UserId author, CommunityId? community = null, Visibility? visibility = null) => database.Get<PostWriter>().WriteAsync(
        new PostDraft(author, "Hello", [], community is null ? visibility ?? Visibility.Public : null, community, Deal: null));

    public async Task BefriendAsync(UserId one, UserId other)
    {
        await database.Get<Friends>().SendRequestAsync(one, other, null);
        await database.Get<Friends>().SendRequestAsync(other, one, null);
    }

    public Task<Dictionary<UserId, Membership>> MembersAsync(CommunityId community) => ReadAsync(db =>
        db.Set<Membership>().Where(m => m.CommunityId == community && m.Standing == MemberStanding.Member).ToDictionaryAsync(m => m.UserId));

    public Task<T> ReadAsync<T>(Func<GraphDb, Task<T>> read) => database.Units.ReadAsync(read);

    /// <summary>
    /// What must hold after any history: an open community has one owner and counts its members, one that ended has none;
    /// posts count their likes, and their comments that are shown.
    /// </summary>
    public async Task VerifyAsync()
    {
        var (communities, members, posts, likes, comments) = await ReadAsync(async db => (
            await db.Set<Community>().ToListAsync(),
            (await db.Set<Membership>().Where(m => m.Standing == MemberStanding.Member).ToListAsync()).ToLookup(m => m.CommunityId),
            await db.Set<Post>().ToListAsync(),
            (await db.Set<PostLike>().ToListAsync()).ToLookup(l => l.PostId),
            (await db.Set<Comment>().Where(c => c.DeletedAt == null && c.HiddenAt == null).ToListAsync()).ToLookup(c => c.PostId)));
        foreach (var community in communities)
        {
            Assert.Equal(members[community.Id].Count(), community.MemberCount);
            Assert.Equal(community.ClosedAt is null ? 1 : 0, members[community.Id].Count(m => m.Role == CommunityRole.Owner));
        }

        foreach (var post in posts)
        {
            Assert.Equal((likes[post.Id].Count(), comments[post.Id].Count()), (post.LikeCount, post.CommentCount));
        }
    }

    /// <summary>Refusals are what a race is about; anything else is a fault.</summary>
    public static Task<bool> TriedAsync(Func<Task> act) => Task.Run(async () =>
    {
        try
        {
            await act();
            return true;
        }
        catch (DomainException)
        {
            return false;
        }
    });
}
