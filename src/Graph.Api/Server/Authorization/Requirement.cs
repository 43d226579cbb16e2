using Graph.Api.Server.Errors;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Server.Authorization;

/// <summary>A requirement that an applied directive sets for the caller.</summary>
/// <param name="Sentence">The sentence for the description of the field or type.</param>
public abstract record Requirement(string Sentence)
{
    /// <summary>
    /// Whether the repetition of a request that had its effect is answered although the caller does not meet this any more. A replay
    /// changes nothing, and without its answer the client does not know what happened.
    /// </summary>
    public virtual bool IsWaivedForReplays => false;

    public abstract bool IsMetBy(Caller caller);

    /// <summary>Checks the caller. Returns null when the caller meets the requirement, otherwise the error.</summary>
    public async ValueTask<GraphError?> CheckAsync(IServiceProvider services)
    {
        var caller = services.GetRequiredService<Caller>();
        return IsMetBy(caller) ? null
            : caller.Id is null ? GraphError.Unauthenticated()
            : await ErrorAsync(caller, services);
    }

    /// <summary>The error for a caller who is signed in and does not meet the requirement.</summary>
    protected abstract ValueTask<GraphError> ErrorAsync(Caller caller, IServiceProvider services);

    public static IEnumerable<Requirement> Of(IMetadataReader element) =>
        from directive in element.GetAppliedDirectives() ?? []
        let requirement = From(directive)
        where requirement is not null
        select requirement;

    private static Requirement? From(AppliedDirective directive) => directive.Name switch
    {
        "authenticated" => new SignedIn(),
        "requiresRealName" => new RealName((RealNameLevel)directive.FindArgument("level")!.Value!),
        "requiresRole" => new InRole((Role)directive.FindArgument("role")!.Value!),
        _ => null,
    };

    private static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToConstantCase();

    private sealed record SignedIn() : Requirement("Requires a signed-in caller.")
    {
        public override bool IsMetBy(Caller caller) => caller.Id is not null;

        protected override ValueTask<GraphError> ErrorAsync(Caller caller, IServiceProvider services) => new(GraphError.Unauthenticated());
    }

    private sealed record RealName(RealNameLevel Level) : Requirement($"Requires real-name level {NameOf(Level)}.")
    {
        public override bool IsWaivedForReplays => true;

        public override bool IsMetBy(Caller caller) => caller.Id is not null && caller.Level >= Level;

        protected override async ValueTask<GraphError> ErrorAsync(Caller caller, IServiceProvider services)
        {
            var accepted = await services.GetRequiredService<GraphDb>().Set<Evidence>()
                .Where(e => e.UserId == caller.Viewer && e.Status == EvidenceStatus.Accepted)
                .Select(e => e.Kind)
                .ToListAsync();
            return new GraphError(ErrorCodes.RealNameRequired, Sentence, new()
            {
                ["required"] = NameOf(Level),
                ["current"] = NameOf(caller.Level),
                ["missingChannels"] = RealNameLevels.Missing(accepted, Level).Missing,
            });
        }
    }

    private sealed record InRole(Role Role) : Requirement($"Requires role {NameOf(Role)}.")
    {
        private const string Rests = "The powers of your role rest while your account is frozen, and for 24 hours after its password was "
            + "reset or its phone was changed. Unfreeze the account, or wait.";

        public override bool IsMetBy(Caller caller) =>
            caller.Id is not null && caller.Roles.Contains(Role) && (Role != Role.Admin || caller.IsOperator);

        protected override ValueTask<GraphError> ErrorAsync(Caller caller, IServiceProvider services) =>
            new(new GraphError(ErrorCodes.Forbidden, caller.Roles.Contains(Role) ? Rests : Sentence));
    }
}
