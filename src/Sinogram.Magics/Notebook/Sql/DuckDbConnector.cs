using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data;

namespace Sinogram.Magics.Notebook.Sql;

/// <summary><c>#!connect duckdb</c>: SQL on a DuckDB file, or in memory, as a language of the notebook.</summary>
public sealed class DuckDbConnector : ILanguageConnector
{
    /// <inheritdoc/>
    public VerbInfo Verb { get; } = new(
        "duckdb",
        "Opens a DuckDB file, or an empty database in memory; #!sql-NAME then selects it.",
        OptionInfo.Of("kernel-name", "NAME", "the selector") with { Required = true },
        OptionInfo.Of("connection-string", "FILE", "the file, also as Data Source=FILE; in memory where none is given"));

    /// <inheritdoc/>
    public Task<ILanguage> ConnectAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var name = invocation.Option("kernel-name")!;
        var file = FileOf(invocation.Option("connection-string"));
        DuckDbEngine? engine = null;
        try
        {
            engine = new DuckDbEngine();
            if (file is not null)
            {
                engine.Execute($"ATTACH {DuckDbEngine.Literal(file)} AS opened{(invocation.Context.Settings.Policy.AllowExport ? "" : " (READ_ONLY)")}", token);
                engine.Execute("USE opened", token);
            }

            return Task.FromResult<ILanguage>(new DuckDbLanguage(name, engine, invocation.Context.Settings));
        }
        catch (EngineException problem)
        {
            engine?.Dispose();
            throw new MagicException($"The database cannot be opened: {problem.Message}", "A file that another program has open for writing cannot be opened a second time.", problem);
        }
    }

    private static string? FileOf(string? text)
    {
        var words = text?.Split('=', 2, StringSplitOptions.TrimEntries);
        var file = words is [var key, var value] && key.Replace(" ", "", StringComparison.Ordinal).Equals("DataSource", StringComparison.OrdinalIgnoreCase)
            ? value.TrimEnd(';')
            : text;
        return string.IsNullOrWhiteSpace(file) || file == ":memory:" ? null : Path.GetFullPath(file);
    }
}
