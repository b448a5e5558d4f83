using System.Globalization;
using System.Text.Json;
using Sinogram.Data.Engine;
using Sinogram.Data.Parquet;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.Files;

namespace Sinogram.Data;

/// <summary>How a Parquet file is written.</summary>
public sealed record ParquetOptions
{
    public ParquetCompression Compression { get; init; } = ParquetCompression.Zstd;
    public int RowGroupSize { get; init; } = 122_880;
}

/// <summary>How the pages of a Parquet file are packed.</summary>
public enum ParquetCompression { None, Snappy, Gzip, Zstd, Lz4 }

public sealed partial class DuckDbEngine
{
    /// <summary>
    /// Writes a table as one Parquet file: beside its place under a hidden name first, flushed, then renamed, so that a reader sees the former file or the whole new one.
    /// </summary>
    /// <exception cref="EngineException">The folder is missing, not writable or full; a former file is left as it was.</exception>
    public void WriteParquet(Table table, string path, ParquetOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ParquetOptions();
        if (table.ColumnCount == 0) { throw new TableException("A table without columns cannot be written to a file."); }
        var (stored, kept) = ParquetSchema.Prepare(table);
        var format = $"FORMAT parquet, COMPRESSION {options.Compression.ToString().ToLowerInvariant()}, ROW_GROUP_SIZE {options.RowGroupSize.ToString(CultureInfo.InvariantCulture)}, "
            + $"KV_METADATA {{{Literal(ParquetSchema.Key)}: {Literal(kept)}, {IdentifiedIn(table)}}}";
        WriteFile(stored, path, format, cancellationToken);
    }

    /// <summary>Writes a table as CSV in UTF-8 with a header; written by rename, as <see cref="WriteParquet"/>.</summary>
    public void WriteCsv(Table table, string path, CancellationToken cancellationToken = default) => WriteFile(table, path, "FORMAT csv, HEADER true", cancellationToken);

    /// <summary>Writes a table as JSON, an object a line; written by rename, as <see cref="WriteParquet"/>.</summary>
    public void WriteJson(Table table, string path, CancellationToken cancellationToken = default) => WriteFile(table, path, "FORMAT json", cancellationToken);

    /// <summary>Reads a Parquet file, several by a pattern (<c>catalog/**/*.parquet</c>), or all below a folder; columns that a part lacks are null there.</summary>
    /// <remarks>Types, zones and metadata that Parquet itself loses come back where all files that have the column say the same of it, as our writer and Arrow's do.</remarks>
    public Table ReadParquet(string path, IEnumerable<string>? columns = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) { path = Path.Combine(path, "**", "*.parquet"); }
        var list = columns is null ? "*" : string.Join(", ", columns.Select(Quote));
        var table = Query($"SELECT {list} FROM read_parquet({Literal(path)}, union_by_name = true, hive_partitioning = false)", cancellationToken);
        // One row a file, with what it keeps beside its data.
        var kept = Query($"SELECT f.file_name, max(decode(m.value)) FILTER (WHERE decode(m.key) = {Literal(ParquetSchema.Key)}) AS kept FROM parquet_file_metadata({Literal(path)}) AS f "
            + $"LEFT JOIN parquet_kv_metadata({Literal(path)}) AS m USING (file_name) GROUP BY ALL", cancellationToken)["kept"].ToArray<string?>();
        return kept.Length > 0 && kept.All(k => k is not null) ? ParquetSchema.Restore(table, [.. kept.OfType<string>().Distinct()]) : table;
    }

    /// <summary>What a Parquet file says of its columns, so that reading it marks them again.</summary>
    private static string IdentifiedIn(Table table) =>
        $"{Literal(FileMarks.Key)}: {Literal(JsonSerializer.Serialize(table.Schema.Where(f => f.Identified).Select(f => f.Name)))}";

    /// <summary>
    /// What a <c>COPY</c> of a query to Parquet has among its options, so that reading the file marks its columns again; nothing where that cannot be told, so
    /// that the columns of the file count as those of any other.
    /// </summary>
    /// <exception cref="EngineException">The query is wrong.</exception>
    public string MarksOfCopy(string query, QueryOptions? options = null, CancellationToken cancellationToken = default) => Shape(query, options, cancellationToken).Marks;

    /// <summary>The columns of a query, and what a Parquet file of its rows says of them.</summary>
    private (Table Columns, string Marks) Shape(string query, QueryOptions? options, CancellationToken cancellationToken)
    {
        var isWhole = false;
        var columns = RunMarked($"SELECT * FROM ({query}\n) LIMIT 0", isTold => isWhole = isTold, options, cancellationToken).Table;
        return (columns, isWhole ? $", KV_METADATA {{{IdentifiedIn(columns)}}}" : "");
    }

    private void WriteFile(Table table, string path, string format, CancellationToken cancellationToken)
    {
        if (table.ColumnCount == 0) { throw new TableException("A table without columns cannot be written to a file."); }
        var id = _scan.Add(table);
        try
        {
            Copy($"SELECT * FROM {TableScan.FunctionName}({id.ToString(CultureInfo.InvariantCulture)})", path, format, null, cancellationToken);
        }
        finally
        {
            _scan.Remove(id);
        }
    }

    /// <summary>Lets the engine write the rows of a query: beside the file's place, or in the spill folder for a storage, and then in one step to its place.</summary>
    /// <returns>The rows written.</returns>
    private long Copy(string query, string location, string format, QueryOptions? options, CancellationToken cancellationToken)
    {
        var (storage, path) = _storage.Resolve(location);
        var local = storage is FileStorage;
        var part = local ? FileWriter.PartOf(path) : Path.Combine(_spillFolder, $"{Guid.NewGuid():N}.part");
        if (!local) { Directory.CreateDirectory(_spillFolder); }
        else if (!Directory.Exists(Path.GetDirectoryName(path))) { throw new EngineException($"The folder of {path} does not exist: create it first.", "IO"); }
        try
        {
            var rows = Run($"COPY ({query}\n) TO {Literal(part)} ({format})", options, cancellationToken).RowsChanged;
            if (local)
            {
                using (var written = new FileStream(part, FileMode.Open, FileAccess.ReadWrite)) { written.Flush(flushToDisk: true); }
                File.Move(part, path, overwrite: true);
            }
            else
            {
                storage.UploadAsync(part, path, cancellationToken).GetAwaiter().GetResult();
            }
            return rows;
        }
        catch (EngineException e) when (e.Message.Contains("No space left", StringComparison.Ordinal) || e.Message.Contains("Disk quota exceeded", StringComparison.Ordinal))
        {
            throw new EngineException($"The disk of {(local ? path : _spillFolder)} is full; a former file is as it was. Free some space or name another place.", EngineException.DiskFull, inner: e);
        }
        catch (StorageException e)
        {
            throw new EngineException(e.Message, "IO", inner: e);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
