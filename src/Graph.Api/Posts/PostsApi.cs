using Graph.Api.Demo;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Posts;
using Graph.Domain.Posts.Reports;

namespace Graph.Api.Posts;

/// <summary>The services, node types and sample operations that the module Posts adds to the API.</summary>
public sealed class PostsApi : IApiModule
{
    public string SampleOperations =>
        """
        # Your communities with their goals and pinned posts; what friends and members wrote lately.
        query Social {
          viewer {
            communities(first: 5) {
              nodes {
                id name about memberCount viewerRole admission membersOnly goal { target { amount } deadline }
                pinnedPosts { text } posts(first: 3) { nodes { id text author { displayName } likeCount commentCount } }
              }
            }
            communityInvitations(first: 3) { nodes { name owner { displayName } } }
            feed(where: { kind: { in: [POSTED, JOINED_COMMUNITY] } }, first: 10) {
              nodes {
                kind at actor { displayName }
                subject {
                  ... on Post {
                    id text imageUrls visibility viewerLikes likeCount commentCount community { name } promotes { title }
                    comments(first: 3) { nodes { text author { displayName } replyTo { id } } }
                  }
                  ... on Community { id name }
                }
              }
            }
          }
          communities(where: { mine: false }, first: 5) { nodes { id name about requiredLevel admission memberCount viewerStanding } }
        }

        # Write a post for your friends.
        mutation Write {
          createPost(input: { text: "今天的西湖真好看。", visibility: FRIENDS }) {
            post { id text visibility author { displayName } }
            errors { __typename ... on Error { message } }
          }
        }
        """;

    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<PostLoaders>();
        builder.Services.AddSingleton<IDemoPart, PostsDemo>();
        builder.Services.AddSingleton(builder.Configuration.Read("Limits", new PostLimits()).RequireSense("Limits"));
    }

    public void AddNodes(NodeSources nodes) => nodes
        .Add<PostId, PostLoaders>((posts, id) => posts.ById.Load(id, found => (INode?)found))
        .Add<CommentId, PostLoaders>((posts, id) => posts.CommentsById.Load(id, found => (INode?)found))
        .Add<ContentReportId, PostLoaders>((posts, id) => posts.Reports.Load(id, found => (INode?)found));
}
