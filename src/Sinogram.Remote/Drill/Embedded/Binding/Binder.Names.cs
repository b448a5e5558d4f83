using Sinogram.Data.Presentation;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

internal sealed partial class Binder
{
    private const string WithoutNames =
        "The text file is read without names: write columns[0], columns[1] …, or take them from its first line: FROM TABLE(dfs.`…`(type => 'text', fieldDelimiter => ',', extractHeader => true)).";

    private Bound Column(NameExpression name, Scope? from)
    {
        foreach (var part in name.Parts) { Bare(part); }
        for (var scope = from; scope is not null; scope = scope.Outer)
        {
            if (Find(name, scope) is { } found) { return found; }
        }
        return Missing(name, from);
    }

    /// <summary>Says of a name that Drill reserves that a cluster wants it in backticks.</summary>
    private void Bare(SqlName name)
    {
        if (SqlWords.IsReservedElsewhere(name)) { Notice($"'{name.Value}' is a reserved word in Drill: a cluster takes it as a name only in backticks, `{name.Value}`."); }
    }

    private Bound? Find(NameExpression name, Scope scope)
    {
        var first = name.Parts[0];
        if (scope.AliasesFirst && scope.Aliases.TryGetValue(first.Value, out var preferred)) { return Fields(preferred, name, 1); }
        if (name.Parts.Count > 1 && scope.Tables.FirstOrDefault(t => string.Equals(t.Name, first.Value, StringComparison.OrdinalIgnoreCase)) is { } table)
        {
            var second = name.Parts[1];
            var column = ColumnOf(table, second.Value);
            return column is not null
                ? Fields(Value(table.Engine, column, first.Offset), name, 2)
                : Absent(table.Table, second, name) ?? throw new DrillException($"Column '{second.Value}' not found in table '{first.Value}'.", second.Offset, Near(second.Value, table.Table.Columns.Select(c => c.Name)));
        }
        if (scope.Using.Contains(first.Value))
        {
            var shared = scope.Tables.SelectMany(t => t.Table.Columns).First(c => string.Equals(c.Name, first.Value, StringComparison.OrdinalIgnoreCase));
            return Fields(new Bound(SqlText.Of(DuckDbEngine.Quote(shared.EngineName), first.Offset), shared.Type), name, 1);
        }
        var matches = scope.Tables.Select(t => (Table: t, Column: ColumnOf(t, first.Value))).Where(m => m.Column is not null).ToList();
        if (matches.Count > 1)
        {
            // What every file has (its name, its folders) belongs to the first of several tables only by its alias.
            throw new DrillException($"Column '{first.Value}' is ambiguous.", first.Offset, $"Write the table before it: {matches[0].Table.Name ?? "t"}.{first.Value}");
        }
        if (matches.Count == 1) { return Fields(Value(matches[0].Table.Engine, matches[0].Column!, first.Offset), name, 1); }
        return scope.Aliases.TryGetValue(first.Value, out var alias) ? Fields(alias, name, 1) : null;
    }

    private static BoundColumn? ColumnOf(ScopeTable table, string name)
    {
        BoundColumn? other = null;
        foreach (var column in table.Table.Columns)
        {
            if (string.Equals(column.Name, name, StringComparison.Ordinal)) { return column; }
            if (other is null && string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)) { other = column; }
        }
        return other;
    }

    /// <summary>A name that no table has: null where files without a schema are read, as in Drill, otherwise an error with what it might be.</summary>
    private Bound Missing(NameExpression name, Scope? from)
    {
        // A field of a column that no file has may just be absent; what stands before a point and is nowhere is a table, as in Drill.
        for (var scope = name.Parts.Count > 1 ? null : from; scope is not null; scope = scope.Outer)
        {
            if (scope.Tables.FirstOrDefault(t => t.Table.Missing != MissingColumn.Error) is { } open && Absent(open.Table, name.Parts[0], name) is { } absent) { return absent; }
        }
        var first = name.Parts[0];
        var known = new List<string>();
        for (var scope = from; scope is not null; scope = scope.Outer) { known.AddRange(scope.Tables.SelectMany(t => t.Table.Columns).Where(c => !c.Hidden).Select(c => c.Name)); }
        throw name.Parts.Count > 1
            ? new DrillException($"Table '{first.Value}' not found.", first.Offset, Near(first.Value, Tables(from)))
            : new DrillException($"Column '{first.Value}' not found in any table.", first.Offset, Near(first.Value, known) ?? (known is ["columns"] ? WithoutNames : null));
    }

    private static IEnumerable<string> Tables(Scope? scope)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            foreach (var table in scope.Tables.Where(t => t.Name is not null)) { yield return table.Name!; }
        }
    }

    private Bound? Absent(BoundTable table, SqlName column, NameExpression name)
    {
        if (table.Missing == MissingColumn.Error) { return null; }
        if (!IsFolder(column.Value))
        {
            var near = Near(column.Value, table.Columns.Select(c => c.Name).Where(n => n != "*"));
            Notice($"No file of {table.Shown} has a column '{column.Value}': Drill takes it as {(table.Missing == MissingColumn.EmptyText ? "an empty text" : "null")}.{(near is null ? "" : " " + near)}");
        }
        var type = table.Missing == MissingColumn.NullNumber ? DrillType.Int : DrillType.VarChar;
        // Of what is absent every field is absent too.
        return name.Parts[^1] != column
            ? new Bound(SqlText.Of($"CAST(NULL AS {type.Engine})", column.Offset), type)
            : new Bound(SqlText.Of(table.Missing == MissingColumn.EmptyText && !IsFolder(column.Value) ? "''" : $"CAST(NULL AS {type.Engine})", column.Offset), type);
    }

    private static bool IsFolder(string name) => name.StartsWith("dir", StringComparison.OrdinalIgnoreCase) && name.Length > 3 && name.AsSpan(3).ContainsAnyExceptInRange('0', '9') == false;

    /// <summary>A suggestion: the name that differs least.</summary>
    internal static string? Near(string name, IEnumerable<string> known) => NearNames.Nearest(name, known) is { } near ? $"Did you mean '{near}'?" : null;

    private static Bound Fields(Bound value, NameExpression name, int from)
    {
        for (var i = from; i < name.Parts.Count; i++) { value = Field(value, name.Parts[i]); }
        return value;
    }

    private static Bound Field(Bound value, SqlName field)
    {
        switch (value.Type.Kind)
        {
            case DrillKind.Map:
                var found = value.Type.Fields.FirstOrDefault(f => string.Equals(f.Name, field.Value, StringComparison.OrdinalIgnoreCase));
                return found.Type is null
                    ? new Bound(SqlText.Of("CAST(NULL AS VARCHAR)", field.Offset), DrillType.VarChar)
                    : new Bound(SqlText.Format($"struct_extract({{0}}, {DuckDbEngine.Literal(found.Name)})", value.Sql), found.Type);
            case DrillKind.Dict:
                return Entry(value, SqlText.Of(DuckDbEngine.Literal(field.Value), field.Offset));
            case DrillKind.Null:
                return Bound.Null;
            case DrillKind.List:
                throw Refused($"the field '{field.Value}' of a list", field.Offset, "Take an element first (t.list[0].field), or open the list with FLATTEN.");
            case DrillKind.VarChar:
                // JSON that is always null or empty has no fields yet.
                return new Bound(SqlText.Of("CAST(NULL AS VARCHAR)", field.Offset), DrillType.VarChar);
            default:
                throw new DrillException($"'{field.Value}' is no field: the value before it is {value.Type}.", field.Offset);
        }
    }

    private static Bound Entry(Bound map, SqlText key) =>
        new(SqlText.Format("map_extract({0}, {1})[1]", map.Sql, key), map.Type.Element!);

    private Bound Index(IndexExpression index, Scope scope)
    {
        var value = Expression(index.Inner, scope);
        if (index.Index is LiteralExpression { Kind: LiteralKind.Text } text)
        {
            return value.Type.Kind == DrillKind.Dict
                ? Entry(value, SqlText.Format($"CAST({{0}} AS {value.Type.Key!.Engine})", SqlText.Of(DuckDbEngine.Literal(text.Text), text.Offset)))
                : Field(value, new SqlName(text.Text, text.Offset));
        }
        var place = Expression(index.Index, scope);
        if (value.Type.Kind == DrillKind.Dict) { return Entry(value, SqlText.Format($"CAST({{0}} AS {value.Type.Key!.Engine})", place.Sql)); }
        if (!place.Type.IsInteger) { throw new DrillException("An index is a whole number, or a text in quotes.", index.Index.Offset); }
        if (value.Type.Kind != DrillKind.List)
        {
            return value.Type.Kind is DrillKind.Null or DrillKind.VarChar && value.Text is null
                ? new Bound(SqlText.Of("CAST(NULL AS VARCHAR)", index.Offset), DrillType.VarChar)
                : throw new DrillException($"The value before [ ] is {value.Type}, not a list.", index.Index.Offset);
        }
        if (place.Number is { } number && number.StartsWith('-')) { throw new DrillException("Lists count from 0: an index below it has no element.", index.Index.Offset); }
        // Drill counts from 0, the engine from 1.
        return new Bound(place.Number is { } n && long.TryParse(n, out var whole) ? SqlText.Format($"{{0}}[{whole + 1}]", value.Sql) : SqlText.Format("{0}[{1} + 1]", value.Sql, place.Sql), value.Type.Element!);
    }
}
