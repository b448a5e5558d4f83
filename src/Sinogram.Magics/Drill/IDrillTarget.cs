using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Remote.Drill;

namespace Sinogram.Magics.Drill;

/// <param name="Sql">The statement.</param>
/// <param name="RowLimit">At most so many rows, or null for all.</param>
/// <param name="Parameters">Values for its parameters.</param>
/// <param name="Schema">The default schema, or null.</param>
/// <param name="Options">Options of the session.</param>
internal sealed record DrillRequest(string Sql, long? RowLimit, IReadOnlyDictionary<string, object?> Parameters, string? Schema, IReadOnlyDictionary<string, string> Options)
{
    public TimeSpan? Timeout { get; init; }
    public bool IsPublic { get; init; }
}

/// <summary>Where a statement runs: on the embedded engine, or on a cluster.</summary>
internal interface IDrillTarget : IAsyncDisposable
{
    /// <summary>In words.</summary>
    string Name { get; }

    Task<DrillResult> RunAsync(DrillRequest request, CancellationToken token);

    /// <summary>Runs a query for its plan, with the rows and the time of each operator.</summary>
    Task<string> AnalyzeAsync(DrillRequest request, CancellationToken token);

    /// <summary>Writes all rows to a file; gives their number.</summary>
    Task<long> ExportAsync(DrillRequest request, ExportFile file, CancellationToken token);

    Task<IReadOnlyList<(string Name, JsonObject Config)>> StoragesAsync(CancellationToken token);

    Task PutStorageAsync(string name, string json, CancellationToken token);

    Task EnableStorageAsync(string name, bool enabled, CancellationToken token);

    Task DeleteStorageAsync(string name, CancellationToken token);
}

/// <summary>A file that rows are written to, checked before the query runs.</summary>
/// <param name="Path">Its path or location.</param>
/// <param name="Format">Its kind; null for JSON lines.</param>
internal sealed record ExportFile(string Path, ExportFormat? Format)
{
    public static ExportFile Parse(MagicInvocation invocation, string path)
    {
        ExportPolicy.Require(invocation.Context.Settings, "--export");
        ExportFormat? format = System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".parquet" => ExportFormat.Parquet,
            ".csv" => ExportFormat.Csv,
            ".arrow" or ".feather" => ExportFormat.Arrow,
            ".jsonl" or ".ndjson" => null,
            var other => throw new MagicException($"--export does not know the kind of file '{other}'.", "Name it FILE.parquet, FILE.csv, FILE.jsonl or FILE.arrow."),
        };
        if (Sinogram.Data.Storage.StorageProvider.IsRemote(path)) { return format is null ? throw new MagicException("JSON lines are exported to files of this machine only.", "Use .parquet for a place elsewhere.") : new ExportFile(path, format); }
        var full = System.IO.Path.GetFullPath(path);
        var folder = System.IO.Path.GetDirectoryName(full)!;
        if (Directory.Exists(full)) { throw new MagicException($"{path} is a folder, not a file.", "Name a file in it."); }
        if (!Directory.Exists(folder)) { throw new MagicException($"The folder of {path} does not exist.", $"Make it first, or name another: {folder}"); }
        try
        {
            // Before the query runs for an hour: may a file be made there?
            using var probe = new FileStream(System.IO.Path.Combine(folder, $".{Guid.NewGuid():N}.part"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MagicException($"No file can be written in {folder}: {e.Message}", "Name a folder that is yours.", e);
        }
        return new ExportFile(full, format);
    }
}
