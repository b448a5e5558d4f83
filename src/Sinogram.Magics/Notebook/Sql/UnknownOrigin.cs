using Sinogram.Data;
using Sinogram.Data.Privacy;

namespace Sinogram.Magics.Notebook.Sql;

/// <summary>Rows of a database of unknown origin: what is named like something that identifies a patient is taken to do so.</summary>
internal static class UnknownOrigin
{
    public static Table Marked(Table table) => table.Columns.Any(c => IdentifyingNames.Contains(c.Name))
        ? new Table(table.Columns.Select(c => IdentifyingNames.Contains(c.Name) ? c.WithIdentified(true) : c))
        : table;
}
