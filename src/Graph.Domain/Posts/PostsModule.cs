using Graph.Domain.Posts.Reports;
using Graph.Domain.Shared;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Privacy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain.Posts;

/// <summary>The module for posts: their comments, likes, mentions, and reports of them.</summary>
public sealed class PostsModule : IFeatureModule
{
    public void Register(IServiceCollection services)
    {
        services.TryAddSingleton<PostLimits>();
        services.AddSingleton<PostWriter>();
        services.AddSingleton<Discussion>();
        services.AddSingleton<ContentReports>();
        services.AddSingleton<IAccountEnd, PostsEnd>();
        services.AddSingleton<IPersonalData, PostsData>();
        services.AddSingleton<IPersonalData, LikesData>();
        services.AddSingleton<IPersonalData, ReportsData>();
        services.AddSingleton<IPersonalData, CommentsData>();
        services.AddAnnouncer<PostAnnouncements>();
        services.AddSubject<PostId>();
        services.AddSubject<CommentId>();
    }
}
