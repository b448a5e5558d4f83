using System.Reflection;
using System.Runtime.CompilerServices;

namespace Sinogram.Interactive.Formatting;

/// <summary>The public fields and properties of a type, in the order of their declaration, and their values.</summary>
internal static class Members
{
    /// <summary>Holds no type: those of cells go when others have taken their place.</summary>
    private static readonly ConditionalWeakTable<Type, IReadOnlyList<MemberInfo>> Known = [];

    public static IReadOnlyList<MemberInfo> Of(Type type) => Known.GetValue(type, static t =>
    [
        .. t.GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m is FieldInfo || (m is PropertyInfo { CanRead: true } p && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike && !p.PropertyType.IsPointer))
            .Where(m => m.Name != "EqualityContract")
            .OrderBy(m => Depth(m.DeclaringType)).ThenBy(m => m.MetadataToken),
    ]);

    /// <summary>The declared type of a member.</summary>
    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>A member's value in one line; where its getter throws, the exception.</summary>
    public static string Text(MemberInfo member, object owner) => Try(member, owner, out var value) is { } failure ? failure : InlineText.Of(value);

    /// <summary>A member's value as a cell that opens where there is more to see.</summary>
    public static HtmlCell Cell(MemberInfo member, object owner, Core.Display.FormatContext context) =>
        Try(member, owner, out var value) is { } failure ? failure : NestedValue.Cell(value, context);

    /// <summary>A member's value; where its getter throws, the exception as text.</summary>
    public static object? ValueOf(MemberInfo member, object owner) => Try(member, owner, out var value) is { } failure ? failure : value;

    private static string? Try(MemberInfo member, object owner, out object? value)
    {
        try
        {
            value = member is FieldInfo field ? field.GetValue(owner) : ((PropertyInfo)member).GetValue(owner);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            value = null;
            var cause = (e as TargetInvocationException)?.InnerException ?? e;
            return $"<{cause.GetType().Name}: {cause.Message}>";
        }
    }

    private static int Depth(Type? type)
    {
        var depth = 0;
        for (; type is not null; type = type.BaseType)
        {
            depth++;
        }

        return -depth;
    }
}
