using System.Collections.Concurrent;
using System.Reflection;

namespace Sinogram.Interactive.Formatting;

/// <summary>The public fields and properties of a type, in the order of their declaration, and their values.</summary>
internal static class Members
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<MemberInfo>> Known = new();

    public static IReadOnlyList<MemberInfo> Of(Type type) => Known.GetOrAdd(type, static t =>
    [
        .. t.GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m is FieldInfo || (m is PropertyInfo { CanRead: true } p && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike && !p.PropertyType.IsPointer))
            .Where(m => m.Name != "EqualityContract")
            .OrderBy(m => Depth(m.DeclaringType)).ThenBy(m => m.MetadataToken),
    ]);

    /// <summary>A member's value in one line; where its getter throws, the exception.</summary>
    public static string Text(MemberInfo member, object owner)
    {
        try
        {
            return InlineText.Of(Value(member, owner));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var cause = (e as TargetInvocationException)?.InnerException ?? e;
            return $"<{cause.GetType().Name}: {cause.Message}>";
        }
    }

    private static object? Value(MemberInfo member, object owner) =>
        member is FieldInfo field ? field.GetValue(owner) : ((PropertyInfo)member).GetValue(owner);

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
