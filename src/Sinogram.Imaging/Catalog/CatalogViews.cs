using Sinogram.Data;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Catalog;

/// <summary>The views by which a workspace is asked; also for other engines that run DuckDB over it.</summary>
public static class CatalogViews
{
    private const string SeriesSql = """
        CREATE OR REPLACE VIEW series AS SELECT
          any_value(PatientID) AS PatientID, any_value(PatientAge) AS PatientAge, any_value(PatientSex) AS PatientSex,
          any_value(StudyInstanceUID) AS StudyInstanceUID, any_value(StudyDate) AS StudyDate, any_value(StudyDescription) AS StudyDescription,
          any_value(Modality) AS Modality, any_value(Manufacturer) AS Manufacturer, any_value(ManufacturerModelName) AS ManufacturerModelName,
          SeriesInstanceUID, any_value(SeriesDescription) AS SeriesDescription, any_value(BodyPartExamined) AS BodyPartExamined, any_value(SeriesNumber) AS SeriesNumber,
          count(*) AS instanceCount, round(sum(sinogram_bytes) / 1e6, 2) AS series_size_MB
        FROM catalog GROUP BY SeriesInstanceUID
        """;

    /// <summary>Statements that make the views <c>catalog</c>, <c>validation</c>, <c>quarantine</c> and <c>series</c>.</summary>
    public static IReadOnlyList<string> Create(ImageWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return
        [
            "CREATE OR REPLACE VIEW catalog AS " + Source(workspace.Catalog, "**/*.parquet", CatalogSchema.Schema, partitioned: true),
            // A kill between findings and their instances lets the next run write the findings again: they count once.
            "CREATE OR REPLACE VIEW validation AS SELECT DISTINCT * FROM (" + Source(workspace.Validation, "*.parquet", FindingSchemas.Validation, partitioned: false) + ")",
            "CREATE OR REPLACE VIEW quarantine AS " + Source(workspace.Quarantine, "*.parquet", FindingSchemas.Quarantine, partitioned: false),
            SeriesSql,
        ];
    }

    private static string Source(string folder, string pattern, Schema schema, bool partitioned)
    {
        bool any = Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Any();
        if (!any)
        {
            IEnumerable<string> columns = schema.Select(f => $"NULL::{SqlType(f.Type)} AS {f.Name}");
            return $"SELECT {string.Join(", ", partitioned ? columns.Append("NULL::VARCHAR AS m").Append("NULL::VARCHAR AS y") : columns)} WHERE false";
        }

        string path = DuckDbEngine.Literal(Path.Combine(GlobEscape(folder), pattern));
        return partitioned
            ? $"SELECT * FROM read_parquet({path}, hive_partitioning = true, hive_types = {{'m': VARCHAR, 'y': VARCHAR}})"
            : $"SELECT * FROM read_parquet({path}, hive_partitioning = false)";
    }

    internal static string GlobEscape(string path) => string.Concat(path.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));

    private static string SqlType(DataType type) => type switch
    {
        ListType list => SqlType(list.Element.Type) + "[]",
        _ => type.Id switch
        {
            TypeId.String => "VARCHAR",
            TypeId.Float64 => "DOUBLE",
            TypeId.Int64 => "BIGINT",
            TypeId.Int32 => "INTEGER",
            TypeId.Date => "DATE",
            TypeId.Time => "TIME",
            TypeId.Timestamp => "TIMESTAMP",
            _ => throw new NotSupportedException($"no SQL type for {type}"),
        },
    };
}
