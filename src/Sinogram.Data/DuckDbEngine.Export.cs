using System.Globalization;
using Sinogram.Data.Arrow;
using Sinogram.Data.Engine;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.Files;

namespace Sinogram.Data;

/// <summary>The kinds of files that results are exported to.</summary>
public enum ExportFormat
{
    Parquet,
    /// <summary>UTF-8 with a header line.</summary>
    Csv,
    /// <summary>A JSON object a line.</summary>
    Json,
    /// <summary>An Arrow IPC file (Feather V2), compressed with LZ4.</summary>
    Arrow,
}

/// <param name="Location">Where it is.</param>
/// <param name="Format">Its kind.</param>
/// <param name="Rows">Rows written.</param>
public sealed record ExportResult(string Location, ExportFormat Format, long Rows);

public sealed partial class DuckDbEngine
{
    private const long BatchMemory = 256L << 20;

    /// <summary>
    /// Writes the rows of one query to a file of this machine or of a storage (<c>s3://</c>, <c>webhdfs://</c>) in constant memory. The file appears whole or
    /// not at all; a former one stays as it was when anything fails.
    /// </summary>
    /// <param name="sql">One query.</param>
    /// <param name="location">See <see cref="StorageProvider"/>.</param>
    /// <param name="format">Null: by the name's ending (.parquet, .csv, .json, .jsonl, .arrow, .feather).</param>
    /// <param name="options">Parameters and progress of the query.</param>
    /// <param name="cancellationToken">Stops it; nothing appears.</param>
    /// <exception cref="EngineException">The query failed, the disk is full, or the ending is not one of these.</exception>
    public ExportResult Export(string sql, string location, ExportFormat? format = null, QueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        ArgumentException.ThrowIfNullOrEmpty(location);
        var kind = format ?? FormatOf(location);
        var query = OneQuery(sql);
        if (kind == ExportFormat.Arrow) { return new ExportResult(location, kind, ExportArrow(Stream(query, options, cancellationToken: cancellationToken), location, cancellationToken)); }
        var (shape, marks) = kind == ExportFormat.Parquet ? Shape(query, options, cancellationToken) : (new Table(), "");
        return new ExportResult(location, kind, Copy(ExactIntervals(query, shape), location, Settings(kind, marks), options, cancellationToken));
    }

    /// <summary>
    /// Writes tables of the same columns, as they come, to one file of this machine or of a storage in constant memory: rows of a server, of a stream. It appears whole or not at all.
    /// </summary>
    /// <remarks>A Parquet file says nothing of which columns identify: read again, they count as those of any file.</remarks>
    /// <param name="batches">At least one; each is taken when the one before it is written.</param>
    /// <param name="location">See <see cref="StorageProvider"/>.</param>
    /// <param name="format">Null: by the name's ending.</param>
    /// <param name="storage">How storages are reached; null for the default one.</param>
    /// <param name="cancellationToken">Stops it; nothing appears.</param>
    /// <exception cref="TableException">The tables differ, or have no columns.</exception>
    /// <exception cref="EngineException">The disk is full, or the ending is not one of these.</exception>
    public static ExportResult Export(IEnumerable<Table> batches, string location, ExportFormat? format = null, StorageProvider? storage = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentException.ThrowIfNullOrEmpty(location);
        var kind = format ?? FormatOf(location);
        using var feed = new TableFeed(batches);
        // One of its own: the batches may come from another, which is busy until the last one is taken.
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = BatchMemory, Threads = 1, Storage = storage });
        if (kind == ExportFormat.Arrow) { return new ExportResult(location, kind, engine.ExportArrow(feed.All(), location, cancellationToken)); }
        var id = engine._scan.Add(feed);
        var query = ExactIntervals($"SELECT * FROM {TableScan.FunctionName}({id.ToString(CultureInfo.InvariantCulture)})", kind == ExportFormat.Parquet ? feed.First : new Table());
        try
        {
            return new ExportResult(location, kind, engine.Copy(query, location, Settings(kind, ""), new QueryOptions { IsPublic = true }, cancellationToken));
        }
        catch (Exception e) when (e is EngineException or OperationCanceledException && feed.Error is not null)
        {
            // The engine only repeats the source's words.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(feed.Error!);
            throw;
        }
    }

    private static string Settings(ExportFormat kind, string marks) => kind switch
    {
        ExportFormat.Csv => "FORMAT csv, HEADER true",
        ExportFormat.Json => "FORMAT json",
        _ => $"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {new ParquetOptions().RowGroupSize.ToString(CultureInfo.InvariantCulture)}{marks}",
    };

    /// <summary>As <c>Export</c>, on a thread of its own.</summary>
    public Task<ExportResult> ExportAsync(string sql, string location, ExportFormat? format = null, QueryOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(() => Export(sql, location, format, options, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static ExportFormat FormatOf(string location) => Path.GetExtension(location).ToLowerInvariant() switch
    {
        ".parquet" => ExportFormat.Parquet,
        ".csv" => ExportFormat.Csv,
        ".json" or ".jsonl" or ".ndjson" => ExportFormat.Json,
        ".arrow" or ".feather" or ".ipc" => ExportFormat.Arrow,
        var ending => throw new EngineException($"What to write to '{location}' is not clear from its ending '{ending}': use .parquet, .csv, .json or .arrow.", "Parameter"),
    };

    /// <summary>Without the semicolon at its end.</summary>
    private static string OneQuery(string sql)
    {
        var query = SqlText.WithoutEnd(sql);
        var end = SqlText.Tokens(query).Where(t => query[t.Start] == ';').Select(t => t.Start).FirstOrDefault(-1);
        return end < 0 ? query : throw new EngineException("An export is of one query; there are several statements.", "Parser", sql, end);
    }

    /// <summary>Parquet's interval counts milliseconds, and the engine cuts what is finer without a word: such a value is an error here.</summary>
    private static string ExactIntervals(string query, Table shape)
    {
        var intervals = shape.Schema.Where(f => f.Type.Id == TypeId.Interval).Select(f => f.Name).ToArray();
        if (intervals.Length == 0) { return query; }
        var checkedOnes = intervals.Select(n =>
        {
            var (name, column) = (Quote(n), Literal($"Column '{n}' has an interval finer than milliseconds, which Parquet does not hold: cast it, for example to epoch_us({n}) or VARCHAR."));
            return $"CASE WHEN extract(microsecond FROM {name}) % 1000 <> 0 THEN error({column}) ELSE {name} END AS {name}";
        });
        return $"SELECT * REPLACE ({string.Join(", ", checkedOnes)}) FROM ({query}\n)";
    }

    private long ExportArrow(IEnumerable<Table> batches, string location, CancellationToken cancellationToken) =>
        ToStorage(location, path => ArrowFile.Write(batches, path, ArrowCompression.Lz4, cancellationToken), cancellationToken);

    /// <summary>Writes a file of this machine, or one in the spill folder that then goes to its storage.</summary>
    private long ToStorage(string location, Func<string, long> write, CancellationToken cancellationToken)
    {
        try
        {
            var (storage, path) = _storage.Resolve(location);
            if (storage is FileStorage) { return write(path); }
            Directory.CreateDirectory(_spillFolder);
            var part = Path.Combine(_spillFolder, $"{Guid.NewGuid():N}.part");
            try
            {
                var rows = write(part);
                storage.UploadAsync(part, path, cancellationToken).GetAwaiter().GetResult();
                return rows;
            }
            finally
            {
                File.Delete(part);
            }
        }
        catch (Exception e) when (e is StorageException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new EngineException(e is DirectoryNotFoundException ? $"The folder of {location} does not exist: create it first." : e.Message, "IO", inner: e);
        }
    }
}
