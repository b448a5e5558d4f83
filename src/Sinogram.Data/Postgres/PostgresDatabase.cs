using System.Runtime.CompilerServices;
using Npgsql;
using Sinogram.Data.Engine;

namespace Sinogram.Data.Postgres;

/// <summary>What becomes of a table of the server that has the name.</summary>
public enum PostgresWrite
{
    /// <summary>There must be none.</summary>
    Create,
    /// <summary>It is replaced in one transaction: readers see the former or the whole new one.</summary>
    Replace,
    /// <summary>Rows are added to it, all or none; columns are matched by name.</summary>
    Append,
}

/// <summary>A PostgreSQL server as source and sink of tables, by binary COPY: exact values both ways, no text between.</summary>
/// <remarks>
/// Types without a counterpart (enums, ranges, network addresses …) are read as text, JSON too; unsigned 64-bit integers are written as numeric, structs and maps as jsonb,
/// lists of single values as arrays.
/// </remarks>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private static readonly Dictionary<string, object?> NoParameters = [];
    private readonly NpgsqlDataSource _source;

    /// <summary>The connection string of a named connection; null where there is none of that name. One answer for the process, as one process holds one notebook.</summary>
    public static Func<string, string?> Connections { get; set; } = _ => null;

    /// <param name="connectionString">As Npgsql reads it: <c>Host=…;Username=…;Password=…;Database=…</c>, or the name of a connection (<c>#!connect postgres --name NAME</c>). It is not shown in messages.</param>
    public PostgresDatabase(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        if (!connectionString.Contains('=', StringComparison.Ordinal) && Connections(connectionString) is { } named) { connectionString = named; }
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "sinogram", IncludeErrorDetail = false };
            _source = NpgsqlDataSource.Create(settings.ConnectionString);
        }
        catch (ArgumentException e)
        {
            throw new EngineException("The connection string of the PostgreSQL server is not one (Host=…;Username=…;Password=…;Database=…), nor the name of a connection.", "PostgreSQL", inner: e);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>The rows of one query.</summary>
    /// <param name="sql">One query.</param>
    /// <param name="progress">Told the rows so far.</param>
    /// <param name="cancellationToken">Stops it, on the server too.</param>
    /// <exception cref="EngineException">The server's own message, with the position in the SQL where it knows it.</exception>
    public Task<Table> QueryAsync(string sql, Action<long>? progress = null, CancellationToken cancellationToken = default) => QueryAsync(sql, NoParameters, progress, cancellationToken);

    /// <summary>The server's data carry no patient: no column counts as identifying for its name or its values.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The rows of one query with values for its <c>$name</c> parameters, each of its own type: the properties of an object, or a dictionary.</summary>
    /// <param name="sql">One query: <c>SELECT * FROM series WHERE study = $study AND acquired &gt; $since</c>.</param>
    /// <param name="parameters">The values: <c>new { study, since }</c>.</param>
    /// <param name="progress">Told the rows so far.</param>
    /// <param name="cancellationToken">Stops it, on the server too.</param>
    /// <exception cref="EngineException">A parameter has no value, or the server's own message.</exception>
    public Task<Table> QueryAsync(string sql, object parameters, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        ArgumentNullException.ThrowIfNull(parameters);
        var given = Given(sql, parameters);
        return PostgresErrors.Guard(sql, async () =>
        {
            await using var query = await CopyQuery.OpenAsync(_source, given, inBatches: false, cancellationToken).ConfigureAwait(false);
            return Marked(await query.ReadAsync(long.MaxValue, progress, cancellationToken).ConfigureAwait(false) ?? new Table());
        }, cancellationToken);
    }

    /// <summary>The rows of one query in tables of at most <paramref name="batchRows"/> rows, as they come: in constant memory, whatever their number. The first is given also when there are no rows.</summary>
    /// <remarks>Numerics without declared digits take the most decimal places that occur, for which the server runs the query twice, on one and the same state of its data.</remarks>
    /// <param name="sql">One query.</param>
    /// <param name="parameters">As for <see cref="QueryAsync(string, object, Action{long}?, CancellationToken)"/>; null for none.</param>
    /// <param name="batchRows">The most rows of a table.</param>
    /// <param name="cancellationToken">Stops it, on the server too.</param>
    /// <exception cref="EngineException">The server's own message; also in the middle.</exception>
    public async IAsyncEnumerable<Table> StreamAsync(string sql, object? parameters = null, int batchRows = 16_384, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        var given = Given(sql, parameters ?? NoParameters);
        var query = await PostgresErrors.Guard(sql, () => CopyQuery.OpenAsync(_source, given, inBatches: true, cancellationToken), cancellationToken).ConfigureAwait(false);
        await using (query.ConfigureAwait(false))
        {
            while (await PostgresErrors.Guard(sql, () => query.ReadAsync(batchRows, null, cancellationToken), cancellationToken).ConfigureAwait(false) is { } table) { yield return Marked(table); }
        }
    }

    /// <summary>Writes the rows of one query to a Parquet, CSV, JSON or Arrow file, of this machine or of a storage, in constant memory. It appears whole or not at all.</summary>
    /// <param name="sql">One query.</param>
    /// <param name="location">A path, <c>s3://…</c> or <c>webhdfs://…</c>.</param>
    /// <param name="parameters">As for <see cref="QueryAsync(string, object, Action{long}?, CancellationToken)"/>; null for none.</param>
    /// <param name="format">Null: by the name's ending.</param>
    /// <param name="cancellationToken">Stops it, on the server too; nothing appears.</param>
    /// <exception cref="EngineException">The server's own message, or the file cannot be written.</exception>
    public Task<ExportResult> ExportAsync(string sql, string location, object? parameters = null, ExportFormat? format = null, CancellationToken cancellationToken = default) => Task.Factory.StartNew(
        () => DuckDbEngine.Export(StreamAsync(sql, parameters, cancellationToken: cancellationToken).ToBlockingEnumerable(cancellationToken), location, format, null, cancellationToken),
        cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What a server says of people is of unknown origin, or was written there by us.</summary>
    private Table Marked(Table table) => IsPublic ? table : Privacy.KnownColumns.Mark(Privacy.IdentifyingNames.Mark(table));

    private static QueryParameters Given(string sql, object parameters) => QueryParameters.Of(SqlText.WithoutEnd(sql), NamedValues.Of(parameters), asSettings: true);

    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The server's table, with or without a schema: <c>research.series</c>.</param>
    /// <param name="mode">What becomes of one that is there.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <returns>The rows written.</returns>
    /// <exception cref="TableException">A value or a column does not fit the server's type; nothing was written.</exception>
    public Task<long> WriteAsync(Table table, string name, PostgresWrite mode = PostgresWrite.Create, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        return WriteAsync([table], name, mode, cancellationToken);
    }

    /// <summary>Writes tables of the same columns one after another as one, in constant memory: <c>WriteAsync(engine.Stream("SELECT …"), "series")</c>.</summary>
    /// <param name="batches">At least one; each is taken when the one before it is sent.</param>
    /// <param name="name">The server's table, with or without a schema.</param>
    /// <param name="mode">What becomes of one that is there.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <returns>The rows written.</returns>
    /// <exception cref="TableException">A value or a column does not fit the server's type, or the tables differ; nothing was written.</exception>
    public Task<long> WriteAsync(IEnumerable<Table> batches, string name, PostgresWrite mode = PostgresWrite.Create, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return PostgresErrors.Guard(null, async () =>
        {
            using var source = batches.GetEnumerator();
            var table = source.MoveNext() ? source.Current : new Table();
            if (table.ColumnCount == 0) { throw new TableException("A table without columns cannot be written to a server."); }
            await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            var target = Quote(name);
            uint[] types;
            if (mode == PostgresWrite.Append)
            {
                var columns = await CopyQuery.DescribeAsync(connection, $"SELECT * FROM {target} LIMIT 0", cancellationToken).ConfigureAwait(false);
                types = [.. table.Schema.Select(f => columns.FirstOrDefault(c => c.Name == f.Name) is { Name: not null } column
                    ? column.Oid
                    : throw new TableException($"The server's table {name} has no column '{f.Name}'. It has: {string.Join(", ", columns.Select(c => c.Name))}."))];
            }
            else
            {
                types = [.. table.Schema.Select(f => PostgresTypes.Of(f.Type).Oid)];
                if (mode == PostgresWrite.Replace) { await ExecuteAsync(connection, $"DROP TABLE IF EXISTS {target}", cancellationToken).ConfigureAwait(false); }
                var columns = string.Join(", ", table.Schema.Select(f => $"{QuoteOne(f.Name)} {PostgresTypes.Of(f.Type).Sql}{(f.Nullable ? "" : " NOT NULL")}"));
                await ExecuteAsync(connection, $"CREATE TABLE {target} ({columns})", cancellationToken).ConfigureAwait(false);
            }
            var copy = $"COPY {target} ({string.Join(", ", table.Schema.Select(f => QuoteOne(f.Name)))}) FROM STDIN (FORMAT binary)";
            var rows = await CopyAsync(connection, source, types, copy, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return rows;
        }, cancellationToken);
    }

    /// <summary>Runs SQL whose rows are not wanted.</summary>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken = default) => PostgresErrors.Guard(sql, async () =>
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await ExecuteAsync(connection, sql, cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    /// <summary>Runs one statement whose rows are not wanted, with values for its <c>$name</c> parameters.</summary>
    /// <returns>The rows it changed.</returns>
    public Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var given = QueryParameters.Of(sql, NamedValues.Of(parameters), asSettings: false);
        return PostgresErrors.Guard(sql, async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
#pragma warning disable CA2100 // The user's own SQL.
            await using var command = new NpgsqlCommand(given.Sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
            given.AddTo(command);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    private static async Task<long> CopyAsync(NpgsqlConnection connection, IEnumerator<Table> source, uint[] types, string copy, CancellationToken cancellationToken)
    {
        var table = source.Current;
        var writers = table.Columns.Select((c, i) => FieldWriter.For(c.Type, types[i])
            ?? throw new TableException($"Column '{c.Name}' is {c.Type}, which does not fit the server's column of that name without loss: cast one of them.")).ToArray();
        long rows;
        var stream = await connection.BeginRawBinaryCopyAsync(copy, cancellationToken).ConfigureAwait(false);
        try
        {
            var writer = new CopyWriter(stream, writers);
            var schema = table.Schema;
            do
            {
                table = source.Current;
                if (!table.Schema.Select(f => (f.Name, f.Type)).SequenceEqual(schema.Select(f => (f.Name, f.Type)))) { throw new TableException("The tables do not have the same columns. Nothing was written."); }
                await writer.WriteAsync(table, cancellationToken).ConfigureAwait(false);
            }
            while (source.MoveNext());
            await writer.EndAsync(cancellationToken).ConfigureAwait(false);
            rows = writer.Rows;
        }
        catch
        {
            await stream.CancelAsync().ConfigureAwait(false);
            throw;
        }
        // The server's word that all of it is taken.
        await stream.DisposeAsync().ConfigureAwait(false);
        return rows;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The user's own SQL.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Quote(string name) => string.Join('.', name.Split('.').Select(QuoteOne));

    private static string QuoteOne(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
