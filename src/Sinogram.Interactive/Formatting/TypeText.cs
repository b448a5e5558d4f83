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

    /// <summary>The name; of a type that the framework keeps to itself, that of what it can be used as.</summary>
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

        if (Shown(type) is { } shown && shown != type)
        {
            return Of(shown);
        }

        var name = type.Name.Split('`')[0];
        if (!type.IsGenericType)
        {
            return name;
        }

        var arguments = type.GetGenericArguments().Select(Of);
        return name == "ValueTuple" ? $"({string.Join(", ", arguments)})" : $"{name}<{string.Join(", ", arguments)}>";
    }

    /// <summary>For the iterator behind a query or a method with yield, what code can name: its nearest public base class, or the sequence that it is.</summary>
    private static Type? Shown(Type type)
    {
        if (!type.Name.StartsWith('<') && (type.IsVisible || type.Assembly.GetName().Name is not { } assembly || !assembly.StartsWith("System.", StringComparison.Ordinal)))
        {
            return type;
        }

        for (var parent = type.BaseType; parent is not null && parent != typeof(object) && parent != typeof(ValueType); parent = parent.BaseType)
        {
            if (parent.IsVisible)
            {
                return parent;
            }
        }

        return Sequences.Select(s => Array.Find(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == s)).FirstOrDefault(i => i is not null);
    }

    private static readonly Type[] Sequences =
        [typeof(IOrderedEnumerable<>), typeof(System.Linq.IGrouping<,>), typeof(IDictionary<,>), typeof(IEnumerable<>), typeof(IAsyncEnumerable<>)];
}
