using System.Globalization;
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
        var given = QueryParameters.Of(SqlText.WithoutEnd(sql), NamedValues.Of(parameters), asSettings: true);
        return Guard(sql, async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            // The columns' types and their rows are of one moment.
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await given.SetAsync(connection, cancellationToken).ConfigureAwait(false);
            var query = given.Sql;
            var columns = await DescribeAsync(connection, $"SELECT * FROM (\n{query}\n) AS q LIMIT 0", cancellationToken).ConfigureAwait(false);
            if (columns.Count == 0) { return new Table(); }
            var unique = Unique(columns.Select(c => c.Name));
            var list = string.Join(", ", columns.Select((c, i) => PostgresTypes.IsRead(c.Oid) ? $"c{i}" : $"c{i}::text"));
            var copy = $"COPY (SELECT {list} FROM (\n{query}\n) AS q({string.Join(", ", columns.Select((_, i) => $"c{i}"))})) TO STDOUT (FORMAT binary)";
            var fields = columns.Select((c, i) => FieldReader.For(c.Oid, unique[i], c.Exact)).ToArray();
            var server = connection.ProcessID;
            try
            {
                await using var stream = await connection.BeginRawBinaryCopyAsync(copy, cancellationToken).ConfigureAwait(false);
                await new CopyReader(stream, fields).ReadAsync(progress, cancellationToken).ConfigureAwait(false);
            }
            catch when (cancellationToken.IsCancellationRequested)
            {
                await StopAsync(server).ConfigureAwait(false);
                throw;
            }
            return new Table(fields.Select(f => f.Finish()).Select((data, i) => new Column(new Field(unique[i], data.Type), data)));
        }, cancellationToken);
    }

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
        return Guard(null, async () =>
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
                var columns = await DescribeAsync(connection, $"SELECT * FROM {target} LIMIT 0", cancellationToken).ConfigureAwait(false);
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
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken = default) => Guard(sql, async () =>
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
        return Guard(sql, async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
#pragma warning disable CA2100 // The user's own SQL.
            await using var command = new NpgsqlCommand(given.Sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
            given.AddTo(command);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>A copy that is left is not noticed by a server that has nothing to send yet: it is told.</summary>
    private async Task StopAsync(int server)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(CancellationToken.None).ConfigureAwait(false);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_cancel_backend({server})"), CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // No further connection is allowed: it ends when it next sends.
        }
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

    private static async Task<List<(string Name, uint Oid, DecimalType? Exact)>> DescribeAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The user's own SQL.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var columns = new List<(string, uint, DecimalType?)>();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var oid = reader.GetDataTypeOID(i);
            columns.Add((reader.GetName(i), oid, oid == PostgresTypes.Numeric ? Digits(reader.GetDataTypeName(i)) : null));
        }
        return columns;
    }

    // "numeric(10,2)"
    private static DecimalType? Digits(string name)
    {
        var open = name.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) { return null; }
        var parts = name[(open + 1)..].TrimEnd(')').Split(',');
        var precision = int.Parse(parts[0], CultureInfo.InvariantCulture);
        var scale = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return precision <= 38 && scale >= 0 && scale <= precision ? new DecimalType(precision, scale) : null;
    }

    private static string[] Unique(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select(name =>
        {
            var unique = name;
            for (var n = 1; !taken.Add(unique); n++) { unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{n}"); }
            return unique;
        })];
    }

    private static string Quote(string name) => string.Join('.', name.Split('.').Select(QuoteOne));

    private static string QuoteOne(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<T> Guard<T>(string? sql, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is NpgsqlException or OperationCanceledException)
        {
            throw new OperationCanceledException("The query was interrupted.", e, cancellationToken);
        }
        catch (PostgresException e)
        {
            // What the server quotes of rows stays there: only its own sentence.
            throw new EngineException($"{e.MessageText} ({e.SqlState}).{(e.Hint is { } hint ? $" {hint}" : "")}", "PostgreSQL", sql, inner: e);
        }
        catch (NpgsqlException e)
        {
            throw new EngineException($"The PostgreSQL server cannot be reached or does not answer: {e.Message}", "PostgreSQL", sql, inner: e);
        }
    }
}
