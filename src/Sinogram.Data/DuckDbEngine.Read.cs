using Sinogram.Data.Storage;

namespace Sinogram.Data;

public sealed partial class DuckDbEngine
{
    /// <summary>
    /// Reads a file, all files of a pattern, or those of a storage (<c>s3://</c>, <c>webhdfs://</c>) as one table; their ending says how: .parquet, .csv, .tsv, .json, .jsonl,
    /// .arrow, .feather, and .gz or .zst behind text. A folder is all Parquet files below it.
    /// </summary>
    /// <exception cref="EngineException">There is no such file, it is broken, or its ending is not one of these.</exception>
    public Table Read(string location, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        try
        {
            return ReadByEnding(location, cancellationToken);
        }
        catch (EngineException e) when (e.Kind == "IO")
        {
            throw Engine.EngineMessages.OfMissingFile(e, location);
        }
    }

    private Table ReadByEnding(string location, CancellationToken cancellationToken) => Plain(location) switch
    {
        ".parquet" => ReadParquet(location, cancellationToken: cancellationToken),
        ".csv" or ".tsv" or ".txt" => ReadCsv(location, cancellationToken),
        ".json" or ".jsonl" or ".ndjson" => ReadJson(location, cancellationToken),
        ".arrow" or ".feather" or ".ipc" => ReadArrow(location, cancellationToken),
        "" when Directory.Exists(location) || StorageProvider.IsStorage(location) => ReadParquet(location, cancellationToken: cancellationToken),
        var ending => throw new EngineException($"How to read '{location}' is not clear from its ending '{ending}': name a .parquet, .csv, .json or .arrow file, or say it in SQL: FROM read_csv('{location}').", "Parameter"),
    };

    /// <summary>
    /// Reads CSV in UTF-8; delimiter, quotes, header and types are found out. Where a quote never closes, all quotes are read as text, and
    /// <see cref="EngineOptions.Warn"/> is told the file and the line.
    /// </summary>
    public Table ReadCsv(string path, CancellationToken cancellationToken = default)
    {
        var table = Query($"FROM read_csv({Literal(path)}, union_by_name = true, hive_partitioning = false)", cancellationToken);
        if (Engine.OpenQuotes.StandInValues(table)) { WarnOfQuotes(path, cancellationToken); }
        return table;
    }

    /// <summary>Reads JSON: objects a line, or one array of them.</summary>
    public Table ReadJson(string path, CancellationToken cancellationToken = default) => Query($"FROM read_json({Literal(path)}, union_by_name = true, hive_partitioning = false)", cancellationToken);

    /// <summary>Writes a table to a file of this machine or of a storage; the ending says how. It appears whole or not at all.</summary>
    /// <exception cref="EngineException">The place cannot be written, or the ending is not one of .parquet, .csv, .json, .arrow.</exception>
    public void Write(Table table, string location, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentException.ThrowIfNullOrEmpty(location);
        switch (FormatOf(location))
        {
            case ExportFormat.Parquet: WriteParquet(table, location, cancellationToken: cancellationToken); break;
            case ExportFormat.Csv: WriteCsv(table, location, cancellationToken); break;
            case ExportFormat.Json: WriteJson(table, location, cancellationToken); break;
            default: ToStorage(location, path => Arrow.ArrowFile.Write([table], path, ArrowCompression.None, cancellationToken), cancellationToken); break;
        }
    }

    private void WarnOfQuotes(string location, CancellationToken cancellationToken)
    {
        try
        {
            var found = _copies.FetchAsync(location, cancellationToken: cancellationToken).GetAwaiter().GetResult();
            foreach (var (file, origin) in found.Files.Zip(found.Origins))
            {
                var delimiter = (string)Query($"SELECT Delimiter FROM sniff_csv({Literal(file)})", cancellationToken).Columns[0].GetValue(0)!;
                using var content = Engine.PackedFile.Open(file);
                if (delimiter.Length == 1 && Engine.OpenQuotes.First(content, (byte)delimiter[0], cancellationToken) is { } wrong)
                {
                    EngineOptions.Warn($"{origin}: {wrong}. The quotes of this file were read as text and stand in the values: mend the line and read it again, "
                        + $"or say that it has no quotes: FROM read_csv({Literal(origin)}, quote = '').");
                    return;
                }
            }
        }
        catch (Exception e) when (e is EngineException or StorageException or IOException or UnauthorizedAccessException or InvalidDataException or DllNotFoundException)
        {
            // The table is read: what cannot be looked into again is not warned of.
        }
    }

    private Table ReadArrow(string location, CancellationToken cancellationToken)
    {
        try
        {
            var files = _copies.FetchAsync(location, cancellationToken: cancellationToken).GetAwaiter().GetResult().Files;
            var tables = files.Select(f => Table.ReadArrow(f, cancellationToken)).ToList();
            return tables[0].Append(tables[1..]);
        }
        catch (StorageException e)
        {
            throw new EngineException(e.Message, "IO", inner: e);
        }
    }

    private static string Plain(string location)
    {
        var name = location.TrimEnd('/').ToLowerInvariant();
        foreach (var packed in (ReadOnlySpan<string>)[".gz", ".zst"])
        {
            if (name.EndsWith(packed, StringComparison.Ordinal)) { name = name[..^packed.Length]; }
        }
        return Path.GetExtension(name);
    }
}
