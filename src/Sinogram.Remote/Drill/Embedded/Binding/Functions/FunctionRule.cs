using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>A function call whose arguments are bound.</summary>
internal sealed record FunctionCall(FunctionExpression Syntax, IReadOnlyList<Bound> Arguments, ITableResolver Tables, Scope Scope)
{
    public int Offset => Syntax.Offset;
    public string Name => Syntax.Name.Value.ToUpperInvariant();
    public Bound this[int index] => Arguments[index];
    public int Count => Arguments.Count;

    /// <summary>An argument as text.</summary>
    public SqlText Text(int index) => To(index, DrillType.VarChar);

    public SqlText To(int index, DrillType type) => Conversions.Convert(Arguments[index], type, Syntax.Arguments[index].Offset);

    /// <summary>The value of an argument that must be a literal text.</summary>
    public string Literal(int index, string what) =>
        Arguments[index].Text ?? throw Binder.Refused($"{Name} with {what} that is no literal", Syntax.Arguments[index].Offset);

    public DrillException Wrong(int index, string wanted) =>
        new($"{Name} takes {wanted}, not {Arguments[index].Type}.", Syntax.Arguments[index].Offset);

    /// <summary>SQL with the arguments put in.</summary>
    public Bound Of(string format, DrillType type, params ReadOnlySpan<SqlText> texts) => new(SqlText.Watched(format, Offset, texts), type);
}

/// <param name="Least">The fewest arguments.</param>
/// <param name="Most">The most arguments.</param>
/// <param name="Bind">Gives the engine's SQL and the type.</param>
internal sealed record FunctionRule(int Least, int Most, Func<FunctionCall, Bound> Bind);
