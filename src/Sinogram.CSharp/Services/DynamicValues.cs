using System.Dynamic;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Execution;

namespace Sinogram.CSharp.Services;

/// <summary>
/// What comes behind the dot of a <c>dynamic</c> expression: the value that it has now tells, as far as it can be known without running the notebook's code —
/// variables, fields, what properties merely keep, elements of lists, and the members of objects that make them up at run time.
/// </summary>
internal sealed class DynamicValues(CellCompiler compiler, CellVariables variables)
{
    /// <summary>The code in which such an expression before a position has the type of its value; null where there is none, or no value.</summary>
    /// <param name="draft">The code, bound.</param>
    /// <param name="code">The code.</param>
    /// <param name="start">Where the member's name begins.</param>
    /// <param name="token">Ends the binding.</param>
    public DynamicTarget? Before(Draft draft, string code, int start, CancellationToken token)
    {
        if (draft.DynamicBefore(start) is not var (target, first, end) || ValueOf(target, draft) is not { } value)
        {
            return null;
        }

        var (type, cells) = variables.NameOf(value.GetType());
        var head = $"(({type})(object)";
        var typed = code[..first] + head + code[first..end] + ")" + code[end..];
        var moved = start + head.Length + 1;
        return compiler.Draft(typed, moved, cells, token) is { } bound ? new DynamicTarget(bound, moved, MadeUp(value)) : null;
    }

    private object? ValueOf(ExpressionSyntax expression, Draft draft)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return ValueOf(inner.Expression, draft);
            case IdentifierNameSyntax name:
                return draft.IsVariable(name) && variables.TryGet(name.Identifier.ValueText, out var variable) ? variable : null;
            case MemberAccessExpressionSyntax member:
                return ValueOf(member.Expression, draft) is { } owner ? Kept(owner, member.Name.Identifier.ValueText) : null;
            case ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: { } key } }] } element:
                return ValueOf(element.Expression, draft) switch
                {
                    System.Collections.IList list when key is int index && index >= 0 && index < list.Count => list[index],
                    System.Collections.IDictionary map when map.Contains(key) => map[key],
                    _ => null,
                };
            default:
                return null;
        }
    }

    /// <summary>The value of a field, or of a property that only keeps one.</summary>
    private static object? Kept(object owner, string name)
    {
        if (owner is IDictionary<string, object?> members and IDynamicMetaObjectProvider)
        {
            return members.TryGetValue(name, out var value) ? value : null;
        }

        return owner.GetType().GetMember(name, MemberTypes.Field | MemberTypes.Property, BindingFlags.Instance | BindingFlags.Public).FirstOrDefault() switch
        {
            FieldInfo field => field.GetValue(owner),
            PropertyInfo { GetMethod: { } getter } property when getter.IsDefined(typeof(CompilerGeneratedAttribute)) && property.GetIndexParameters().Length == 0 => property.GetValue(owner),
            _ => null,
        };
    }

    private static IReadOnlyList<Completion> MadeUp(object value)
    {
        if (value is not IDynamicMetaObjectProvider made)
        {
            return [];
        }

        try
        {
            var values = value as IDictionary<string, object?>;
            return
            [
                .. made.GetMetaObject(System.Linq.Expressions.Expression.Constant(made)).GetDynamicMemberNames().Distinct()
                    .Select(n => new Completion(n, "property", values?.TryGetValue(n, out var member) == true && member is not null ? Core.Values.TypeNames.Of(member.GetType()) + " " + n : "dynamic " + n)),
            ];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is the notebook's own code that lists them.
            return [];
        }
    }
}

/// <summary>A dynamic expression whose value is known.</summary>
/// <param name="Draft">The code with the value's type in the expression's place.</param>
/// <param name="Position">Where the member's name begins in it.</param>
/// <param name="MadeUp">Members that the value makes up at run time.</param>
internal sealed record DynamicTarget(Draft Draft, int Position, IReadOnlyList<Completion> MadeUp);
