using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>INFORMATION_SCHEMA.COLUMNS: what is known of the columns of system tables and views.</summary>
internal static class InformationColumns
{
    public static Table Create(IEnumerable<(string Schema, string Table, ViewField Field, int Place)> columns) => SystemTables.Rows(
        [
            "TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "COLUMN_NAME", "ORDINAL_POSITION:int", "COLUMN_DEFAULT", "IS_NULLABLE", "DATA_TYPE", "CHARACTER_MAXIMUM_LENGTH:int", "CHARACTER_OCTET_LENGTH:int",
            "NUMERIC_PRECISION:int", "NUMERIC_PRECISION_RADIX:int", "NUMERIC_SCALE:int", "DATETIME_PRECISION:int", "INTERVAL_TYPE", "INTERVAL_PRECISION:int", "COLUMN_SIZE:int", "COLUMN_FORMAT", "NUM_NULLS:long",
            "MIN_VAL", "MAX_VAL", "NDV:double", "EST_NUM_NON_NULLS:double", "IS_NESTED:bool",
        ],
        columns.Select(c =>
        {
            var (length, precision, size) = c.Field.Type switch
            {
                "CHARACTER VARYING" => ((int?)65536, (int?)null, (int?)65536),
                "BIGINT" => (null, 64, 64),
                "INTEGER" => (null, 32, 32),
                "DOUBLE" => (null, 53, 53),
                "FLOAT" => (null, 24, 24),
                "BOOLEAN" => (null, null, 1),
                _ => (null, null, null),
            };
            return new object?[]
            {
                "DRILL", c.Schema, c.Table, c.Field.Name, c.Place, null, c.Field.IsNullable ? "YES" : "NO", c.Field.Type, length, length * 4, precision, precision is null ? null : 2,
                c.Field.Type is "BIGINT" or "INTEGER" ? 0 : null, c.Field.Type == "TIMESTAMP" ? 19 : null, null, null, size, null, null, null, null, null, null, false,
            };
        }));
}
