using Graph.Api.Demo;
using Graph.Domain.Communities;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Posts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Posts;

/// <summary>Makes posts of friends and in communities, with pictures, a deal, mentions, comments and likes.</summary>
internal sealed class PostsDemo : IDemoPart
{
    private static readonly string[] Words =
    [
        "今天的西湖真好看。", "谁周末一起去爬宝石山？", "龙井新茶到了，味道不错。", "夜跑十公里，打卡！", "推荐一家面馆，片儿川很正宗。",
        "读完了一本好书，有人想借吗？", "地铁里捡到一把伞，失主请联系。", "孩子第一次骑自行车。",
    ];

    public int Place => 60;

    public async Task FillAsync(DemoStage stage)
    {
        var (first, second) = (stage.People[0].Id, stage.People[1].Id);
        var friends = stage.FriendsOf[first].Where(friend => friend != second).Take(Words.Length - 1).ToList();
        foreach (var (index, friend) in friends.Prepend(second).Index())
        {
            var post = await WriteAsync(stage, new PostDraft(friend, Words[index % Words.Length], [], Visibility.Friends, null, null));
            await stage.World.Get<Discussion>().LikeAsync(first, post, likes: true);
            if (index % 3 == 0)
            {
                await stage.World.Get<Discussion>().CommentAsync(first, post, "赞！", replyTo: null);
            }
        }

        var deal = await stage.World.Units.ReadAsync(db => db.Set<Deal>()
            .Where(d => d.PublishedAt != null).OrderBy(d => d.CreatedAt).ThenBy(d => d.Title).Select(d => d.Id).FirstAsync());
        await WriteAsync(stage, new PostDraft(second, "这个划算，@li_ming 一起拼？", ["https://example.com/lake.jpg"], Visibility.Public, null, deal));
        await WriteAsync(stage, new PostDraft(first, "周末有人去灵隐吗？", [], Visibility.Friends, null, null));
        await TalkAsync(stage, first, second);
    }

    /// <summary>Posts in the communities of the first two people, one of them pinned.</summary>
    private static async Task TalkAsync(DemoStage stage, UserId first, UserId second)
    {
        var communities = await stage.World.Units.ReadAsync(db => db.Set<Membership>()
            .Where(m => m.UserId == second && m.Standing == MemberStanding.Member)
            .Where(m => db.Set<Membership>().Any(f => f.CommunityId == m.CommunityId && f.UserId == first && f.Standing == MemberStanding.Member))
            .OrderBy(m => m.Since).ThenBy(m => m.Role)
            .Select(m => m.CommunityId)
            .ToListAsync());
        foreach (var community in communities)
        {
            var rules = await WriteAsync(stage, new PostDraft(second, "欢迎新朋友！先看看置顶，互相尊重。", [], null, community, null));
            await stage.World.Get<PostWriter>().PinAsync(second, rules, isPinned: true);
            var post = await WriteAsync(stage, new PostDraft(second, "这周的进度大家说说？", [], null, community, null));
            var comment = await stage.World.Get<Discussion>().CommentAsync(first, post, "我完成了一半。", replyTo: null);
            await stage.World.Get<Discussion>().CommentAsync(second, post, "厉害！", comment);
        }
    }

    private static Task<PostId> WriteAsync(DemoStage stage, PostDraft draft)
    {
        stage.World.Clock.Advance(TimeSpan.FromSeconds(1));
        return stage.World.Get<PostWriter>().WriteAsync(draft);
    }
}
