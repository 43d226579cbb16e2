using System.Linq.Expressions;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Persistence.SqlServer;
using Graph.Tests.SqlServer.Shadow;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.SqlServer.Shadow
{
    /// <summary>
    /// Looks on while the scenarios run on SQLite. Each query that is compiled there, and each set of changes that is saved
    /// there, is given to a SQL Server context too, whose commands are recorded.
    /// </summary>
    internal sealed class Shadowing : IQueryExpressionInterceptor, ISaveChangesInterceptor
    {
        public static readonly Shadowing Instance = new();

        private readonly Lock _one = new();
        private readonly HashSet<string> _seen = [];

        private Shadowing()
        {
        }

        public Recording Recording { get; } = new();

        /// <summary>What could not be given to SQL Server at all.</summary>
        public List<string> Failures { get; } = [];

        public int Queries { get; private set; }

        public HashSet<Type> Saved { get; } = [];

        public SqlServerGraphDb Context() => new(new DbContextOptionsBuilder<SqlServerGraphDb>()
            .UseSqlServer("Server=none").AddInterceptors(Recording).Options);

        public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
        {
            lock (_one)
            {
                var text = queryExpression.ToString();
                if (!_seen.Add(text))
                {
                    return queryExpression;
                }

                using var db = Context();
                if (QueryShadow.Of(queryExpression, db) is { } query)
                {
                    Queries++;
                    Observe(query.RunAsync, text);
                }
            }

            return queryExpression;
        }

        public ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            lock (_one)
            {
                var changes = eventData.Context!.ChangeTracker.Entries()
                    .Where(entry => entry.State is not (EntityState.Unchanged or EntityState.Detached)).ToList();
                var text = ChangeShadow.Describe(changes);
                if (changes.Count == 0 || !_seen.Add(text))
                {
                    return new(result);
                }

                using var db = Context();
                foreach (var change in changes)
                {
                    ChangeShadow.Track(db, change);
                    Saved.Add(change.Metadata.ClrType);
                }

                Observe(() => db.SaveChangesAsync(cancellationToken), text);
            }

            return new(result);
        }

        /// <summary>Answers are empty, so EF complains; but only after it has sent its command.</summary>
        private void Observe(Func<Task> run, string what)
        {
            var sent = Recording.Sent;
            try
            {
                run().GetAwaiter().GetResult();
            }
            catch (Exception) when (Recording.Sent > sent)
            {
            }
            catch (Exception failure)
            {
                Failures.Add($"{failure.Message} in {what}");
            }
        }
    }
}

namespace Graph.Tests.Stores
{
    internal static partial class TestStore
    {
        static partial void Observe(IServiceCollection services) =>
            services.ConfigureDbContext<SqliteGraphDb>(options => options.AddInterceptors(Shadowing.Instance));
    }
}
