using Graph.Domain.Communities;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Posts;

internal sealed class PostConfiguration :
    IEntityTypeConfiguration<Post>,
    IEntityTypeConfiguration<PostLike>,
    IEntityTypeConfiguration<PostMention>,
    IEntityTypeConfiguration<Comment>
{
    public void Configure(EntityTypeBuilder<Post> post)
    {
        post.HasKey(p => p.Id);
        post.Property(p => p.Text).HasMaxLength(TextKind.Post.MaxUnits);
        post.Property(p => p.ImageUrls).IsReadAsWhole();
        post.HasOne<User>().WithMany().HasForeignKey(p => p.AuthorId).OnDelete(DeleteBehavior.Restrict);
        post.HasOne<Community>().WithMany().HasForeignKey(p => p.CommunityId).OnDelete(DeleteBehavior.Restrict);
        post.HasOne<Deal>().WithMany().HasForeignKey(p => p.DealId).OnDelete(DeleteBehavior.Restrict);
        post.HasIndex(p => new { p.AuthorId, p.CreatedAt, p.Tiebreak }).IsDescending(false, true, false);
        post.HasIndex(p => new { p.CommunityId, p.CreatedAt, p.Tiebreak }).IsDescending(false, true, false)
            .HasFilter("community_id IS NOT NULL").HasDatabaseName("ix_post_community");
        post.HasIndex(p => p.DealId).HasFilter("deal_id IS NOT NULL").HasDatabaseName("ix_post_deal");
        post.HasIndex(p => p.CommunityId).HasFilter("pinned_at IS NOT NULL").HasDatabaseName("ix_post_pinned");
        post.ToTable(table =>
        {
            table.HasCheckConstraint("ck_post_counts", "like_count >= 0 AND comment_count >= 0");
            table.HasCheckConstraint("ck_post_community", "community_id IS NULL OR visibility = 2");
            table.HasCheckConstraint("ck_post_pinned", "pinned_at IS NULL OR community_id IS NOT NULL");
        });
    }

    public void Configure(EntityTypeBuilder<PostLike> like)
    {
        like.HasKey(l => new { l.PostId, l.UserId });
        like.HasOne<Post>().WithMany().HasForeignKey(l => l.PostId).OnDelete(DeleteBehavior.Restrict);
        like.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Restrict);
        like.HasIndex(l => l.UserId);
    }

    public void Configure(EntityTypeBuilder<PostMention> mention)
    {
        mention.HasKey(m => new { m.PostId, m.UserId });
        mention.HasOne<Post>().WithMany().HasForeignKey(m => m.PostId).OnDelete(DeleteBehavior.Restrict);
        mention.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Restrict);
        mention.HasIndex(m => m.UserId);
    }

    public void Configure(EntityTypeBuilder<Comment> comment)
    {
        comment.HasKey(c => c.Id);
        comment.Property(c => c.Text).HasMaxLength(TextKind.Comment.MaxUnits);
        comment.HasOne<Post>().WithMany().HasForeignKey(c => c.PostId).OnDelete(DeleteBehavior.Restrict);
        comment.HasOne<User>().WithMany().HasForeignKey(c => c.AuthorId).OnDelete(DeleteBehavior.Restrict);
        comment.HasOne<Comment>().WithMany().HasForeignKey(c => c.ReplyToId).OnDelete(DeleteBehavior.Restrict);
        comment.HasIndex(c => new { c.PostId, c.CreatedAt, c.Tiebreak });
        comment.HasIndex(c => new { c.AuthorId, c.PostId });
        comment.HasIndex(c => c.ReplyToId).HasFilter("reply_to_id IS NOT NULL").HasDatabaseName("ix_comment_reply");
    }
}
