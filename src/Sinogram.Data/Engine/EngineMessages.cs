using Sinogram.Data.Presentation;

namespace Sinogram.Data.Engine;

/// <summary>Errors of the engine in the words of who called an operation of <see cref="Table"/> or read a file: about what they wrote, not about the SQL around it.</summary>
internal static class EngineMessages
{
    private const string OwnPrefix = "\"sinogram$";

    /// <summary>An error of SQL that stands around an expression.</summary>
    /// <param name="error">The engine's.</param>
    /// <param name="expression">What the caller wrote; null where it was all of the SQL.</param>
    public static EngineException OfTable(EngineException error, string? expression)
    {
        var message = string.Join('\n', error.Message.Split('\n').Select(WithoutOwnNames));
        if (expression is not null && error.Kind == "Parser")
        {
            message = message.StartsWith("syntax error at or near \")\"", StringComparison.Ordinal) && expression.Count(c => c == ')') <= expression.Count(c => c == '(')
                ? $"The expression ends too early: {expression}"
                : $"{message}, in: {expression}";
        }
        else if (expression is null && message.StartsWith("Table with name ", StringComparison.Ordinal))
        {
            message = message.Split('\n')[0] + "\nIn a query over a table, the table is called self.";
        }
        return message == error.Message ? error : new EngineException(message, error.Kind, error.Sql, inner: error.InnerException);
    }

    /// <summary>That there is no such file, with one of almost that name where its folder has one.</summary>
    public static EngineException OfMissingFile(EngineException error, string location)
    {
        if (!error.Message.StartsWith("No files found", StringComparison.Ordinal) || Storage.StorageProvider.IsStorage(location)) { return error; }
        var folder = Path.GetDirectoryName(location) is { Length: > 0 } named ? named : ".";
        var message = Directory.Exists(location) ? $"No Parquet file is below the folder {location}; for other files name a pattern, {Path.Combine(location, "*.csv")}."
            : location.AsSpan().IndexOfAny('*', '?', '[') >= 0 ? $"No file fits the pattern {location}."
            : !Directory.Exists(folder) ? $"There is no folder {folder}."
            : $"There is no file {location}.{(Nearest(Path.GetFileName(location), folder) is { } near ? $" Did you mean {near}?" : "")}";
        return new EngineException(message, error.Kind, inner: error.InnerException);
    }

    /// <summary>A list of names without those of our own columns.</summary>
    private static string WithoutOwnNames(string line)
    {
        const string Candidates = "Candidate bindings: ";
        if (!line.StartsWith(Candidates, StringComparison.Ordinal) || !line.Contains(OwnPrefix, StringComparison.Ordinal)) { return line; }
        return Candidates + string.Join(", ", line[Candidates.Length..].Split(", ").Where(n => !n.StartsWith(OwnPrefix, StringComparison.Ordinal)));
    }

    private static string? Nearest(string name, string folder)
    {
        const int MostFiles = 2000;
        try
        {
            return NearNames.Nearest(name, Directory.EnumerateFiles(folder).Take(MostFiles).Select(f => Path.GetFileName(f)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
