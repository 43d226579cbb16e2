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

/// <summary>This field answers null to whoever may not see its type, instead of an error.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswersNullAttribute : GraphQLAttribute
{
    public const string Key = "answersNull";

    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.Metadata[Key] = true;
}

public static class AuthorizationDirectives
{
    public static void RegisterAuthorizationDirectives(this ISchema schema) => schema.Directives.Register(
        Declare("authenticated", "Only for callers who are signed in; others get UNAUTHENTICATED."),
        Declare(
            "requiresRealName",
            "Only for callers whose real-name level is at least this one; others get REAL_NAME_REQUIRED.",
            new QueryArgument<NonNullGraphType<EnumerationGraphType<RealNameLevel>>>
            {
                Name = "level",
                Description = "The least level that may pass.",
            }),
        Declare(
            "requiresRole",
            "Only for callers who have this role; others get FORBIDDEN.",
            new QueryArgument<NonNullGraphType<EnumerationGraphType<Role>>>
            {
                Name = "role",
                Description = "The role that may pass.",
            }));

    private static Directive Declare(string name, string description, params QueryArgument[] arguments) =>
        new(name, DirectiveLocation.FieldDefinition, DirectiveLocation.Object)
        {
            Description = description,
            Arguments = arguments.Length == 0 ? null : new QueryArguments(arguments),
        };
}
