using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Functions about types, and those that take any type.</summary>
internal static class TypeFunctions
{
    public static Dictionary<string, FunctionRule> Rules { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TYPEOF"] = new(1, 1, c => Name(c, c[0].Type.Name)),
        ["DRILLTYPEOF"] = new(1, 1, c => Name(c, c[0].Type.Name)),
        ["SQLTYPEOF"] = new(1, 1, c => Name(c, c[0].Type.SqlName)),
        ["MODEOF"] = new(1, 1, c => Name(c, c[0].Type.Kind is DrillKind.List or DrillKind.Dict ? "ARRAY" : c[0].Type.Kind == DrillKind.Map || c[0].Text is not null || c[0].Number is not null ? "NOT NULL" : "NULLABLE")),
        ["ISNULL"] = Test("({0} IS NULL)"),
        ["ISNOTNULL"] = Test("({0} IS NOT NULL)"),
        ["ISTRUE"] = Truth("IS TRUE"),
        ["ISNOTTRUE"] = Truth("IS NOT TRUE"),
        ["ISFALSE"] = Truth("IS FALSE"),
        ["ISNOTFALSE"] = Truth("IS NOT FALSE"),
        ["ISEMPTY"] = new(1, 1, Empty),
        ["IS_EMPTY"] = new(1, 1, Empty),
        ["COALESCE"] = new(1, 99, Coalesce),
        ["NULLIF"] = new(2, 2, c => c.Of("CASE WHEN {1} THEN NULL ELSE {0} END", c[0].Type, c[0].Sql, Binder.Compare("=", c[0], c[1], c.Offset).Sql)),
        ["ISNUMERIC"] = new(1, 1, c => c.Of("CASE WHEN TRY_CAST({0} AS DOUBLE) IS NULL THEN 0 ELSE 1 END", DrillType.Int, c.Text(0))),
        ["ISDATE"] = new(1, 1, c => c.Of("(TRY_CAST({0} AS DATE) IS NOT NULL)", DrillType.Bit, c.Text(0))),
        ["USER"] = new(0, 0, c => Name(c, Environment.UserName)),
        ["CURRENT_USER"] = new(0, 0, c => Name(c, Environment.UserName)),
        ["SESSION_USER"] = new(0, 0, c => Name(c, Environment.UserName)),
        ["CURRENT_SCHEMA"] = new(0, 0, c => Name(c, c.Tables.Option("sinogram.default_schema") ?? "")),
        ["SYSTEM_USER"] = new(0, 0, c => Name(c, Environment.UserName)),
        ["SESSION_ID"] = new(0, 0, c => Name(c, "embedded")),
        ["VERSION"] = new(0, 0, c => Name(c, EmbeddedDrill.FollowedVersion)),
        ["MAXDIR"] = new(2, 2, c => Folder(c, last: true, ignoreCase: false)),
        ["MINDIR"] = new(2, 2, c => Folder(c, last: false, ignoreCase: false)),
        ["IMAXDIR"] = new(2, 2, c => Folder(c, last: true, ignoreCase: true)),
        ["IMINDIR"] = new(2, 2, c => Folder(c, last: false, ignoreCase: true)),
    };

    private static Bound Name(FunctionCall call, string name) => call.Of(DuckDbEngine.Literal(name), DrillType.VarChar);

    private static FunctionRule Test(string format) => new(1, 1, c => c.Of(format, DrillType.Bit, c[0].Sql));

    private static FunctionRule Truth(string test) => new(1, 1, c => c.Of($"({{0}} {test})", DrillType.Bit, c.To(0, DrillType.Bit)));

    /// <summary>Null, an empty text, list or map.</summary>
    private static Bound Empty(FunctionCall call) => call.Of(
        call[0].Type.Kind switch
        {
            DrillKind.VarChar => "({0} IS NULL OR {0} = '')",
            DrillKind.List => "({0} IS NULL OR len({0}) = 0)",
            DrillKind.Dict => "({0} IS NULL OR cardinality({0}) = 0)",
            _ => "({0} IS NULL)",
        },
        DrillType.Bit,
        call[0].Sql);

    private static Bound Coalesce(FunctionCall call)
    {
        var type = Binder.Unite(call.Arguments, call.Offset, "the arguments of COALESCE");
        return new Bound(SqlText.Of("coalesce(", call.Offset).Join(", ", Enumerable.Range(0, call.Count).Select(i => call.To(i, type))).Add(")"), type);
    }

    private static Bound Folder(FunctionCall call, bool last, bool ignoreCase)
    {
        var folders = call.Tables.Folders(call.Literal(0, "a schema"), call.Literal(1, "a path"), call.Offset);
        var ordered = folders.Order(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal).ToList();
        return ordered.Count == 0 ? throw new DrillException($"There are no folders in '{call[1].Text}'.", call.Offset) : Name(call, last ? ordered[^1] : ordered[0]);
    }
}
