using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Sinogram.Core.Values;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Execution;

/// <summary>The notebook's C# variables, for other languages and magics.</summary>
internal sealed class CellVariables(NameTable table, CellCompiler compiler, ReferenceSet references, Publisher publisher, ReplacedCells replaced, Lock compiling) : IVariables
{
    /// <inheritdoc/>
    public bool TryGet(string name, out object? value)
    {
        if (table.TryVariable(name, out var slot) && !slot.Field.FieldType.IsPointer)
        {
            value = slot.Field.GetValue(null);
            return true;
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public void Set(string name, object? value, Type? type = null)
    {
        if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
        {
            throw new ArgumentException($"'{name}' is no name for a C# variable: use letters, digits and _, not beginning with a digit, and no keyword.", nameof(name));
        }

        type = NearestPublic(type ?? value?.GetType() ?? typeof(object));
        if (table.TryVariable(name, out var slot) && !slot.IsConstant && slot.Field.FieldType == type)
        {
            slot.Field.SetValue(null, value);
            return;
        }

        lock (compiling)
        {
            var made = Declare(name, type);
            made.Field.SetValue(null, value);
            publisher.PublishVariable(made);
            replaced.End(made.Cell, null);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Variable> List() =>
    [
        .. table.Variables().Where(s => !s.Field.FieldType.IsPointer).OrderBy(s => s.Name, StringComparer.Ordinal)
            .Select(s => new Variable(s.Name, s.Field.FieldType, s.Field.GetValue(null))),
    ];

    /// <summary>How code names the nearest type to a value's own that it can name, and the cells that it needs for that.</summary>
    public (string Text, IReadOnlyList<CellAssembly> Cells) NameOf(Type type)
    {
        type = NearestPublic(type);
        return (TypeText(type), CellAssembly.Closure(CellsIn(type).Distinct()));
    }

    private Slot Declare(string name, Type type)
    {
        var cells = CellsIn(type).Distinct().ToList();
        var space = "__c" + compiler.NextId.ToString(CultureInfo.InvariantCulture);
        var text = TypeText(type);
        var code = $"namespace {space}.__ {{ internal static unsafe class __V_{name} {{ internal static {text} @{name}; }} }}";
        var cell = compiler.CompileText(code, 0, CellAssembly.Closure(cells), replaces: ImportSet.Meanings(table, name).Any());
        cell.Exposes.UnionWith(cells);
        return new Slot(name, cell, $"{space}.__.__V_{name}", text + "|" + string.Join(',', cells.Select(c => c.Id)), text);
    }

    /// <summary>The type itself where cells can name it; else the class above it, or what can be enumerated, or <c>object</c>.</summary>
    private Type NearestPublic(Type type)
    {
        for (var candidate = type; candidate is not null && candidate != typeof(object); candidate = candidate.BaseType)
        {
            if (IsNameable(candidate) && candidate != typeof(ValueType))
            {
                return candidate;
            }
        }

        return type.GetInterfaces()
            .Where(i => i.IsGenericType && IsNameable(i))
            .OrderBy(i => Array.IndexOf(Preferred, i.GetGenericTypeDefinition()) is var at && at < 0 ? Preferred.Length : at)
            .FirstOrDefault(i => Preferred.Contains(i.GetGenericTypeDefinition())) ?? typeof(object);
    }

    private static readonly Type[] Preferred =
        [typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(IList<>), typeof(IReadOnlyList<>), typeof(ICollection<>), typeof(IEnumerable<>), typeof(Func<>)];

    private bool IsNameable(Type type)
    {
        if (type.HasElementType)
        {
            return !type.IsByRef && IsNameable(type.GetElementType()!);
        }

        if (type.IsGenericType && !type.GetGenericArguments().All(IsNameable))
        {
            return false;
        }

        if (!type.IsVisible || type.IsByRefLike || type.IsGenericTypeDefinition || type.Name.Contains('<', StringComparison.Ordinal))
        {
            return false;
        }

        return compiler.Assemblies.ContainsKey(type.Assembly.GetName().Name ?? "") || references.Knows(type.Assembly);
    }

    private IEnumerable<CellAssembly> CellsIn(Type type)
    {
        if (type.HasElementType)
        {
            return CellsIn(type.GetElementType()!);
        }

        var inner = type.IsGenericType ? type.GetGenericArguments().SelectMany(CellsIn) : [];
        return compiler.Assemblies.TryGetValue(type.Assembly.GetName().Name ?? "", out var cell) ? inner.Prepend(cell) : inner;
    }

    /// <summary>The type as C# code names it.</summary>
    private string TypeText(Type type)
    {
        if (type.IsArray)
        {
            // int[][,] is an array of int[,]: the outer rank comes first.
            var ranks = "";
            while (type.IsArray)
            {
                ranks += "[" + new string(',', type.GetArrayRank() - 1) + "]";
                type = type.GetElementType()!;
            }

            return TypeText(type) + ranks;
        }

        if (type.IsPointer)
        {
            return TypeText(type.GetElementType()!) + "*";
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return TypeText(underlying) + "?";
        }

        var cell = compiler.Assemblies.GetValueOrDefault(type.Assembly.GetName().Name ?? "");
        var arguments = new Queue<Type>(type.IsGenericType ? type.GetGenericArguments() : []);
        var chain = new Stack<Type>();
        for (var t = type; t is not null; t = t.DeclaringType)
        {
            chain.Push(t);
        }

        var outermost = chain.Peek();
        var space = cell?.Hidden.ContainsKey(outermost.Name) == true ? HiddenTypes.SpaceOf(cell.Id) + "."
            : !string.IsNullOrEmpty(type.Namespace) ? type.Namespace + "."
            : cell is not null ? CellLayout.TypeSpace(cell.Id, outermost.Name.Split('`')[0], outermost.GetGenericArguments().Length) + "."
            : "";
        return "global::" + space + string.Join('.', chain.Select(t =>
        {
            var parts = t.Name.Split('`');
            var count = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
            return count == 0 ? parts[0] : $"{parts[0]}<{string.Join(", ", Enumerable.Range(0, count).Select(_ => TypeText(arguments.Dequeue())))}>";
        }));
    }

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char", [typeof(decimal)] = "decimal",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };
}
