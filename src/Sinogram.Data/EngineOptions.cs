namespace Sinogram.Data;

/// <summary>Limits of an embedded engine; what is not set follows from the machine and its container.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// Whether a file is known to hold nothing that identifies, whatever the names of its columns; the columns of other files are marked by their names,
    /// and by what files of our own say. One answer for the process, as one process holds one notebook.
    /// </summary>
    public static Func<string, bool> TrustsFile { get; set; } = _ => false;

    /// <summary>
    /// Whether a file or pattern is of a place that is known to identify people: its columns are marked by their names, whatever the file says. One answer for the process.
    /// </summary>
    public static Func<string, bool> IdentifiesFile { get; set; } = _ => false;

    /// <summary>
    /// Takes what a reading of files has to say beside its table: a sentence that names the file. Nobody, by default. One for the process, as one process holds one notebook.
    /// </summary>
    public static Action<string> Warn { get; set; } = _ => { };

    /// <summary>Bytes the engine may use before it spills to disk; by default the engines of a process share half of the container's memory.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>By default as many as the container has processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Where the engine spills; by default a folder of the process in the temporary folder, removed at the end.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Further settings of DuckDB's, which hold from the start.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings that DuckDB knows only once it is open: those of its parts for Parquet, JSON, time zones.</summary>
    public IReadOnlyDictionary<string, string> PartSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where <c>s3://</c> and <c>webhdfs://</c> in SQL lead; by default as the environment says.</summary>
    public Storage.StorageProvider? Storage { get; init; }
}

/// <summary>How a query runs.</summary>
public sealed record QueryOptions
{
    /// <summary>Values for <c>$name</c> in the SQL, bound by their type, never as text.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>Values for <c>?</c> in the SQL, in order.</summary>
    public IReadOnlyList<object?> Positional { get; init; } = [];

    /// <summary>Stop after so many rows, and say whether there were more.</summary>
    public long? RowLimit { get; init; }

    /// <summary>128-bit integers (sums of whole numbers) become int64, and an error beyond it, instead of decimal(38,0).</summary>
    public bool HugeIntegersAsInt64 { get; init; }

    /// <summary>Names the result's columns, of which SQL may give several the same; by default <c>a, a</c> becomes <c>a, a_1</c>.</summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<string>>? Names { get; init; }

    /// <summary>
    /// What files the SQL reads carry no patient, or were de-identified: their columns are not taken as identifying by their names. Registered tables
    /// keep their flags all the same.
    /// </summary>
    public bool IsPublic { get; init; }

    /// <summary>Told about five times a second, as far as the engine knows.</summary>
    public IProgress<QueryProgress>? Progress { get; init; }
}

/// <param name="Fraction">0 to 1, or null while the engine cannot tell.</param>
/// <param name="Rows">Rows read into the result so far.</param>
public readonly record struct QueryProgress(double? Fraction, long Rows)
{
    /// <summary>What comes before the query itself: files that are fetched, with their size; null while it runs.</summary>
    public string? Stage { get; init; }
}

/// <param name="Table">The rows; a table without columns for a statement that gives none.</param>
/// <param name="More">The row limit was reached and there were more rows.</param>
/// <param name="RowsChanged">What an INSERT, UPDATE, DELETE or COPY reports.</param>
public sealed record QueryResult(Table Table, bool More, long RowsChanged);
