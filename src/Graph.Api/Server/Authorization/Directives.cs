using Graph.Api.Server.Scalars;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Authorization;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class AuthenticatedAttribute() : DirectiveAttribute("authenticated");

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class RequiresRealNameAttribute(RealNameLevel level)
    : DirectiveAttribute("requiresRealName", "level", level);

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class RequiresRoleAttribute(Role role) : DirectiveAttribute("requiresRole", "role", role);

/// <summary>
/// Marks a field that is null, instead of an error, for a caller who may not see its type. A list that cannot be null is
/// empty then.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswersNullAttribute : GraphQLAttribute
{
    public const string Key = "answersNull";

    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.Metadata[Key] = true;
}

public static class AuthorizationDirectives
{
    public static void RegisterAuthorizationDirectives(this ISchema schema) => schema.Directives.Register(
        Declare("authenticated", "Only callers who are signed in may use this. Others get the error UNAUTHENTICATED."),
        Declare(
            "requiresRealName",
            "Only callers with at least this real-name level may use this. Others get the error REAL_NAME_REQUIRED. "
                + "A mutation that is repeated with its idempotencyKey is answered all the same.",
            new QueryArgument<NonNullGraphType<EnumOf<RealNameLevel>>>
            {
                Name = "level",
                Description = "The lowest real-name level that is allowed.",
            }),
        Declare(
            "requiresRole",
            "Only callers with this role may use this. Others get the error FORBIDDEN. The role ADMIN does not "
                + "count while the account is frozen, nor for 24 hours after its password was reset or its phone was changed.",
            new QueryArgument<NonNullGraphType<EnumOf<Role>>>
            {
                Name = "role",
                Description = "The role that the caller must have.",
            }));

    private static Directive Declare(string name, string description, params QueryArgument[] arguments) =>
        new(name, DirectiveLocation.FieldDefinition, DirectiveLocation.Object)
        {
            Description = description,
            Arguments = arguments.Length == 0 ? null : new QueryArguments(arguments),
        };
}
