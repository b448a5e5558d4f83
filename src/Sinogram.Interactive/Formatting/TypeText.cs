namespace Sinogram.Interactive.Formatting;

/// <summary>The name of a type as C# code writes it, without namespaces.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char", [typeof(decimal)] = "decimal",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(void)] = "void", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return Of(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        if (type.Namespace == "__anonymous")
        {
            return "anonymous";
        }

        var name = type.Name.Split('`')[0];
        if (!type.IsGenericType)
        {
            return name;
        }

        var arguments = type.GetGenericArguments().Select(Of);
        return name == "ValueTuple" ? $"({string.Join(", ", arguments)})" : $"{name}<{string.Join(", ", arguments)}>";
    }
}
