using System.Collections.Concurrent;
using Sinogram.Data;
using Sinogram.Remote.Drill.Completion;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>
/// The names of a cluster, for completion: schemas, tables, files, columns and functions, asked for when they are wanted and kept for a while. Who waits for them
/// waits a moment only; what comes later is there the next time.
/// </summary>
public sealed class DrillNames(DrillServerOptions options)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private const int MostColumns = 2000;
    private readonly ConcurrentDictionary<string, (Task<Table?> Answer, long Asked)> _answers = new(StringComparer.Ordinal);

    /// <summary>What may stand at a place of a query that is being written.</summary>
    /// <param name="sql">The text so far.</param>
    /// <param name="position">The place in it.</param>
    /// <param name="patience">How long the cluster is waited for.</param>
    /// <param name="token">Stops the waiting.</param>
    /// <returns>Where the text to be replaced begins, and what may replace it.</returns>
    public Task<(int Start, IReadOnlyList<DrillCompletionItem> Items)> CompleteAsync(string sql, int position, TimeSpan patience, CancellationToken token) =>
        AskAsync((source, place) => DrillCompletion.At(source, sql, place), sql, position, patience, token);

    /// <summary>What is known of the name at a place of a query, or null; see <see cref="CompleteAsync"/>.</summary>
    public Task<string?> InspectAsync(string sql, int position, TimeSpan patience, CancellationToken token) =>
        AskAsync((source, place) => DrillInspection.At(source, sql, place), sql, position, patience, token);

    private async Task<T> AskAsync<T>(Func<INameSource, int, T> ask, string sql, int position, TimeSpan patience, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(sql);
        position = Math.Clamp(position, 0, sql.Length);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(patience);
        while (true)
        {
            var source = new Source(this);
            var result = ask(source, position);
            if (source.Missing.Count == 0) { return result; }
            try
            {
                await Task.WhenAll(source.Missing).WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                token.ThrowIfCancellationRequested();
                return result;
            }
        }
    }

    /// <summary>The rows of a statement: those that are kept, or a promise of them.</summary>
    private Task<Table?> Ask(string sql)
    {
        if (_answers.TryGetValue(sql, out var known) && options.Time.GetElapsedTime(known.Asked) < Kept) { return known.Answer; }
        var asked = (Task.Run(() => RunAsync(sql)), options.Time.GetTimestamp());
        _answers[sql] = asked;
        return asked.Item1;
    }

    private async Task<Table?> RunAsync(string sql)
    {
        try
        {
            using var client = new DrillClient(options);
            return (await client.Query(sql, new DrillQueryOptions { Timeout = Longest, RowLimit = MostColumns }).RunAsync(CancellationToken.None).ConfigureAwait(false)).Table;
        }
        catch (Exception e) when (e is DrillException or TableException or OperationCanceledException or IOException or HttpRequestException)
        {
            // What cannot be asked is not offered; the query itself will say what is wrong.
            return null;
        }
    }

    /// <summary>The names as far as they are there now; what is not has been asked for.</summary>
    private sealed class Source(DrillNames names) : INameSource
    {
        /// <summary>What had not come when it was wanted.</summary>
        public List<Task<Table?>> Missing { get; } = [];

        public IEnumerable<string> Schemas => Texts("SHOW SCHEMAS", "SCHEMA_NAME");

        public IEnumerable<DrillCompletionItem> Tables => [];

        public IEnumerable<string> Functions => Texts("SELECT DISTINCT name FROM sys.functions ORDER BY name", "name").Where(n => n.All(c => char.IsLetterOrDigit(c) || c == '_')).Select(n => n.ToUpperInvariant());

        public IEnumerable<(string Name, string Detail)> Options => Now("SELECT name, val, kind, description FROM sys.options") is { } table && table.Contains("name") && table.Contains("description")
            ? Enumerable.Range(0, (int)table.RowCount).Select(r => ((string)table.GetValue(r, "name")!, $"{table.GetValue(r, "val")} ({table.GetValue(r, "kind")}). {table.GetValue(r, "description")}"))
            : [];

        public IEnumerable<DrillCompletionItem> Within(string schema) =>
            Texts($"SELECT DISTINCT TABLE_NAME FROM INFORMATION_SCHEMA.`TABLES` WHERE TABLE_SCHEMA = {DuckDbEngine.Literal(schema)}", "TABLE_NAME").Select(t => new DrillCompletionItem(DrillCompletion.Quoted(t), "table"));

        public IEnumerable<(string Name, bool IsFolder)> Files(string schema, string folder)
        {
            var place = folder.Trim('/').Length == 0 ? schema : $"{schema}.`{folder.Replace("`", "``", StringComparison.Ordinal)}`";
            return Now($"SHOW FILES IN {place}") is { } table && table.Contains("name") && table.Contains("isDirectory")
                ? Enumerable.Range(0, (int)table.RowCount).Select(r => ((string)table.GetValue(r, "name")!, table.GetValue(r, "isDirectory") is true))
                : [];
        }

        public IEnumerable<(string Name, string? Type)> Columns(IReadOnlyList<SqlName> table) => Fields(table, []);

        public IEnumerable<(string Name, string? Type)> Fields(IReadOnlyList<SqlName> table, IReadOnlyList<string> path)
        {
            var name = string.Join('.', table.Select(p => $"`{p.Value.Replace("`", "``", StringComparison.Ordinal)}`"));
            // A row tells what maps and lists hold; without one the answer only says that they are some.
            return Now($"SELECT * FROM {name} LIMIT 1") is { } rows
                ? DrillType.Map(rows.Schema.Select(f => (f.Name, DrillType.Of(f.Type)))).FieldsAt(path).Select(f => (f.Name, (string?)DrillTypeNames.Of(f.Type)))
                : [];
        }

        private IEnumerable<string> Texts(string sql, string column) => Now(sql) is { } table && table.Contains(column)
            ? Enumerable.Range(0, (int)table.RowCount).Select(r => table.GetValue(r, column) as string).OfType<string>()
            : [];

        private Table? Now(string sql)
        {
            var answer = names.Ask(sql);
            if (answer.IsCompletedSuccessfully) { return answer.Result; }
            Missing.Add(answer);
            return null;
        }
    }
}
