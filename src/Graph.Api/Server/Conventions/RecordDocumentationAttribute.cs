using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Reads the XML documentation that the engine's own reader does not find: that of generic types and their members, of
/// types of the domain, and of the parameters of records. For those the compiler writes a `param` element on the type,
/// and nothing on the property.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed partial class RecordDocumentationAttribute : GraphQLAttribute
{
    private static readonly ConcurrentDictionary<Assembly, ILookup<string, XElement>> Files = [];

    public static string? SummaryOf(Type type) => Text(Find(type)?.Element("summary"));

    public override void Modify(IGraphType graphType, Type sourceType) =>
        graphType.Description ??= SummaryOf(sourceType);

    public override void Modify(
        FieldType field, bool isInputType, IGraphType graphType, MemberInfo member, ref bool ignore) =>
        field.Description ??= Text(Find(member.DeclaringType!)?
            .Elements("param")
            .FirstOrDefault(parameter => (string?)parameter.Attribute("name") == member.Name))
            ?? Text(FindMember(member)?.Element("summary"));

    private static XElement? Find(Type type) => Members(type, "T:" + Definition(type).FullName).FirstOrDefault();

    /// <summary>
    /// The documentation of a member. It takes a method's first overload, because resolvers have only one.
    /// </summary>
    private static XElement? FindMember(MemberInfo member)
    {
        var name = $"{Definition(member.DeclaringType!).FullName}.{member.Name}";
        return Members(member.DeclaringType!, "P:" + name).Concat(Members(member.DeclaringType!, "M:" + name)).FirstOrDefault();
    }

    private static IEnumerable<XElement> Members(Type type, string name) =>
        Files.GetOrAdd(type.Assembly, Read)[name.Replace('+', '.')];

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static ILookup<string, XElement> Read(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        var members = File.Exists(path) ? XDocument.Load(path).Descendants("member") : [];
        return members.ToLookup(member => ((string)member.Attribute("name")!).Split('(')[0]);
    }

    private static string? Text(XElement? element) =>
        element is null ? null : WhiteSpace().Replace(element.Value, " ").Trim();

    [GeneratedRegex("\\s+")]
    private static partial Regex WhiteSpace();
}
