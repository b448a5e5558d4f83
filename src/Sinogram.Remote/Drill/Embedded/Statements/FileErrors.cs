using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Sources;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>Errors of what files hold: the file, the line, and the place in the SQL that names the file.</summary>
internal static partial class FileErrors
{
    private const string Mend = "Mend the file, or leave such lines out: --set store.json.reader.skip_invalid_records=true";
    private const long LargestRead = 256L << 20;

    /// <summary>The error in words, or null where it is of something else.</summary>
    /// <param name="error">The engine's error.</param>
    /// <param name="files">The files that the statement reads.</param>
    /// <param name="isBound">The query was already translated: what the files hold is known.</param>
    public static DrillException? Describe(EngineException error, IReadOnlyList<SourceFiles> files, bool isBound)
    {
        if (!isBound && TooDeep().IsMatch(error.Message) && Of(files, null) is var (nested, at))
        {
            return new DrillException($"The values of {nested.Below(at)} are nested deeper than the embedded engine follows.", nested.Offset, "Write what lies so deep as a text of its own, or use a Drill cluster (--connect).", error);
        }
        if (TooLarge().IsMatch(error.Message)) { return new DrillException("An object of the JSON file is larger than 16 MiB.", Of(files, null)?.Files.Offset, "Write it as several objects, one a line, or as Parquet.", error); }
        if (Parquet().Match(error.Message) is { Success: true } damaged && Of(files, damaged.Groups["file"].Value) is var (table, number))
        {
            var isCut = damaged.Groups["cut"].Success;
            return new DrillException($"{table.Below(number)} {(isCut ? "is cut short, or no Parquet file" : "is damaged")}.", table.Files.Count > 0 ? table.Offset : null, "Copy or write it again, or name its format: TABLE(dfs.`…`(type => 'json')).", error);
        }
        if (Json().Match(error.Message) is not { Success: true } match) { return null; }
        var path = match.Groups["file"].Value;
        var found = Of(files, path);
        var name = found is var (source, index) ? source.Below(index) : Path.GetFileName(path);
        var what = match.Groups["what"].Value.Split('\n')[0].TrimEnd('.');
        if (what.StartsWith("UTF-16 encoding", StringComparison.Ordinal)) { return new DrillException($"{name} is JSON in UTF-16; it is read in UTF-8.", found?.Files.Offset, "Write it as UTF-8: iconv -f UTF-16 -t UTF-8", error); }
        var place = match.Groups["unit"].Value == "line" && match.Groups["byte"].Success
            ? $"line {match.Groups["number"].Value}, position {match.Groups["byte"].Value}"
            : match.Groups["unit"].Value == "line" ? $"line {match.Groups["number"].Value}" : LineOf(path);
        if (DuplicateKey().Match(what) is { Success: true } twice)
        {
            return new DrillException($"{name}{(place is null ? "" : $", {place}")}: an object has the field \"{twice.Groups["key"].Value}\" twice.", found?.Files.Offset, Mend, error);
        }
        var message = match.Groups["kind"].Value.StartsWith("Malformed", StringComparison.Ordinal) ? $"Error parsing JSON: {name}{(place is null ? "" : $", {place}")}: {what}" : $"{name}{(place is null ? "" : $", {place}")}: a value does not fit its column: {Value().Match(what).Value}";
        return new DrillException(message, found?.Files.Offset, Mend, error);
    }

    private static (SourceFiles Files, int Index)? Of(IReadOnlyList<SourceFiles> files, string? path)
    {
        foreach (var source in files)
        {
            for (var i = 0; i < source.Files.Count; i++)
            {
                if (path is null ? source.Format.Type == "json" : source.Files[i] == path) { return (source, i); }
            }
        }
        return null;
    }

    /// <summary>The line of a file that is no JSON, where it is not one object a line: the engine counts objects there.</summary>
    private static string? LineOf(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestRead) { return null; }
            var text = File.ReadAllBytes(path);
            // NaN and infinities are numbers in Drill's JSON.
            if (text.AsSpan().IndexOf("NaN"u8) >= 0 || text.AsSpan().IndexOf("Infinity"u8) >= 0) { return null; }
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1000 });
            while (reader.Read()) { }
            return null;
        }
        catch (JsonException e) when (e.LineNumber is { } line && e.BytePositionInLine is { } position)
        {
            return string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, position {position + 1}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(?:Invalid Input Error: )?(?<kind>Malformed JSON|JSON transform error) in file ""(?<file>[^""]*)"", (?:at byte (?<byte>\d+) )?in (?<unit>line|record/value) (?<number>\d+): (?<what>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex(@"^(?:(?<cut>No magic bytes found at end of)|Footer length error in) file '(?<file>[^']*)'|^(?<file>/.*) is damaged:", RegexOptions.CultureInvariant)]
    private static partial Regex Parquet();

    [GeneratedRegex(@"maximum_object_size|maximum object size", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TooLarge();

    [GeneratedRegex(@"max_expression_depth", RegexOptions.CultureInvariant)]
    private static partial Regex TooDeep();

    [GeneratedRegex(@"has duplicate key ""(?<key>.*)""$", RegexOptions.CultureInvariant)]
    private static partial Regex DuplicateKey();

    [GeneratedRegex(@"[^:]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Value();
}
