using System.Reflection;

namespace Sinogram.Interactive.Foreign;

/// <summary>Members of a type that is known by name only. A member that is not there gives null: another version of the package may lack it.</summary>
internal static class Reflected
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>A property's value, or null.</summary>
    public static object? Get(object owner, string property)
    {
        // The most derived declaration: a property may be redeclared with another type.
        for (var type = owner.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(property, Public | BindingFlags.DeclaredOnly, null, null, Type.EmptyTypes, null) is { } found)
            {
                return found.GetValue(owner);
            }
        }

        return null;
    }

    /// <summary>A number, whatever its type; null where there is none.</summary>
    public static long? Whole(object owner, string property) =>
        Get(owner, property) is IConvertible number ? Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>A field's value, also a private one's; null where there is none.</summary>
    public static object? Field(object owner, string name)
    {
        for (var type = owner.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetField(name, Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is { } found)
            {
                return found.GetValue(owner);
            }
        }

        return null;
    }

    /// <summary>The public method of a name whose parameters take these arguments; missing ones get their defaults. Null where there is none.</summary>
    public static Func<object?[], object?>? Method(object owner, string name, params Type[] parameters)
    {
        var method = owner.GetType().GetMethods(Public).FirstOrDefault(m => m.Name == name && !m.IsGenericMethod && Takes(m, parameters));
        return method is null ? null : arguments => method.Invoke(owner, Complete(method, arguments));
    }

    /// <summary>The indexer that takes one argument of a type, or null.</summary>
    public static Func<object, object?>? Indexer(object owner, Type index)
    {
        var indexer = owner.GetType().GetProperties(Public).FirstOrDefault(p => p.GetIndexParameters() is [var only] && only.ParameterType == index);
        return indexer is null ? null : at => indexer.GetValue(owner, [at]);
    }

    /// <summary>Fills the missing arguments with the parameters' defaults.</summary>
    public static object?[] Complete(MethodInfo method, object?[] arguments) =>
        [.. arguments, .. method.GetParameters().Skip(arguments.Length).Select(p => p.HasDefaultValue ? p.DefaultValue : null)];

    private static bool Takes(MethodInfo method, Type[] types)
    {
        var parameters = method.GetParameters();
        return parameters.Length >= types.Length && parameters.Skip(types.Length).All(p => p.IsOptional)
            && types.Zip(parameters).All(p => p.Second.ParameterType.IsAssignableFrom(p.First));
    }
}
