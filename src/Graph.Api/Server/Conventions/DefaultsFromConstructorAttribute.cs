using System.Reflection;
using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Reads default values of inputs from the constructors of records, because the engine reads those of methods only. So
/// `record TransferInput(Arrival Arrival = Arrival.Instant)` prints and acts as `arrival: Arrival! = INSTANT`.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class DefaultsFromConstructorAttribute : GraphQLAttribute
{
    public override void Modify(
        FieldType field, bool isInputType, IGraphType graphType, MemberInfo member, ref bool ignore)
    {
        if (!isInputType || field.DefaultValue is not null)
        {
            return;
        }

        var parameter = member.DeclaringType!.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == member.Name && parameter.HasDefaultValue);
        field.DefaultValue = parameter?.DefaultValue;
    }
}
