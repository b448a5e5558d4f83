using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive.Formatting.TabularData;
using Sinogram.Core.Display;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive.Foreign;

/// <summary>Tabular data of the original library: a schema and rows by the names of its fields.</summary>
internal static class TabularResources
{
    private const string TableSchema = "application/table-schema+json";

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MimeBundle? Show(object value) =>
        value is TabularDataResource resource && View(resource) is { } view
            ? TabularTable.Show(view).With(TableSchema, resource.ToJsonString().ToString())
            : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TabularView? View(object value)
    {
        if (value is not TabularDataResource resource)
        {
            return null;
        }

        var rows = resource.Data.Select(r => r.ToDictionary(p => p.Key, p => p.Value)).ToList();
        var fields = resource.Schema.Fields.ToList();
        return new TabularView(
            "TabularDataResource",
            [.. fields.Select(f => new TabularColumn(f.Name, Word(f.Type), f.Type is TableSchemaFieldType.Integer or TableSchemaFieldType.Number))],
            rows.Count,
            (r, c) => rows[r].GetValueOrDefault(fields[c].Name));
    }

    private static string Word(TableSchemaFieldType type) =>
        Enum.GetName(type) is { Length: > 0 } name ? char.ToLowerInvariant(name[0]) + name[1..] : "any";
}
