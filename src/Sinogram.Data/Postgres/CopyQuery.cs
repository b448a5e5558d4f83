using System.Globalization;
using Npgsql;

namespace Sinogram.Data.Postgres;

/// <summary>A query whose rows come by a binary copy, in a transaction on a connection of its own.</summary>
internal sealed class CopyQuery : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private NpgsqlRawCopyStream? _stream;
    private CopyReader? _reader;
    private FieldReader[] _fields = [];
    private bool _started;
    private bool _failed;

    private CopyQuery(NpgsqlDataSource source, NpgsqlConnection connection, NpgsqlTransaction transaction) => (_source, _connection, _transaction) = (source, connection, transaction);

    /// <param name="source">The server.</param>
    /// <param name="given">The query and its parameters.</param>
    /// <param name="inBatches">The type of every column must be known before its values are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<CopyQuery> OpenAsync(NpgsqlDataSource source, QueryParameters given, bool inBatches, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        CopyQuery? query = null;
        try
        {
            // The columns' types and their rows are of one moment.
            query = new CopyQuery(source, connection, await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false));
            await query.BeginAsync(given, inBatches, cancellationToken).ConfigureAwait(false);
            return query;
        }
        catch
        {
            if (query is not null) { await query.DisposeAsync().ConfigureAwait(false); }
            else { await connection.DisposeAsync().ConfigureAwait(false); }
            throw;
        }
    }

    /// <summary>The next rows, at most so many; null when all came. The first table is given also when there are none.</summary>
    public async Task<Table?> ReadAsync(long most, Action<long>? progress, CancellationToken cancellationToken)
    {
        var first = !_started;
        _started = true;
        if (_reader is null) { return first ? new Table() : null; }
        if (_reader.Ended) { return null; }
        var before = _reader.Rows;
        try
        {
            await _reader.ReadAsync(most, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException)
        {
            _failed = true;
            throw;
        }
        if (_reader.Rows == before && !first) { return null; }
        return new Table(_fields.Select(f => (f.Name, Data: f.Finish())).Select(f => new Column(new Field(f.Name, f.Data.Type), f.Data)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is { } stream)
        {
            try
            {
                // What the server still has to send is not waited for.
                if (_reader?.Ended != true && !_failed) { await stream.CancelAsync().ConfigureAwait(false); }
                await stream.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                // It was stopped.
            }
        }
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task BeginAsync(QueryParameters given, bool inBatches, CancellationToken cancellationToken)
    {
        await given.SetAsync(_connection, cancellationToken).ConfigureAwait(false);
        var columns = await DescribeAsync(_connection, $"SELECT * FROM (\n{given.Sql}\n) AS q LIMIT 0", cancellationToken).ConfigureAwait(false);
        if (columns.Count == 0) { return; }
        var unique = Unique(columns.Select(c => c.Name));
        var rows = $"(\n{given.Sql}\n) AS q({string.Join(", ", columns.Select((_, i) => $"c{i}"))})";
        if (inBatches) { await SettleAsync(columns, rows, cancellationToken).ConfigureAwait(false); }
        var list = string.Join(", ", columns.Select((c, i) => PostgresTypes.IsRead(c.Oid) ? $"c{i}" : $"c{i}::text"));
        _fields = [.. columns.Select((c, i) => FieldReader.For(c.Oid, unique[i], c.Exact))];
        var server = _connection.ProcessID;
        try
        {
            _stream = await _connection.BeginRawBinaryCopyAsync($"COPY (SELECT {list} FROM {rows}) TO STDOUT (FORMAT binary)", cancellationToken).ConfigureAwait(false);
        }
        catch when (cancellationToken.IsCancellationRequested)
        {
            await StopAsync(server).ConfigureAwait(false);
            throw;
        }
        _reader = new CopyReader(_stream, _fields);
        await _reader.BeginAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for the most decimal places of numerics that declare none: all tables of a stream have the same types.</summary>
    private async Task SettleAsync(List<(string Name, uint Oid, DecimalType? Exact)> columns, string rows, CancellationToken cancellationToken)
    {
        var free = Enumerable.Range(0, columns.Count).Where(i => columns[i].Exact is null && (columns[i].Oid == PostgresTypes.Numeric || PostgresTypes.ElementOf(columns[i].Oid) == PostgresTypes.Numeric)).ToArray();
        if (free.Length == 0) { return; }
        var asked = string.Join(", ", free.Select(i => columns[i].Oid == PostgresTypes.Numeric ? $"max(scale(c{i}))" : $"max((SELECT max(scale(v)) FROM unnest(c{i}) AS v))"));
#pragma warning disable CA2100 // The user's own SQL.
        await using var command = new NpgsqlCommand($"SELECT {asked} FROM {rows}", _connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < free.Length; i++)
        {
            var places = await reader.IsDBNullAsync(i, cancellationToken).ConfigureAwait(false) ? 0 : reader.GetInt32(i);
            if (places > 38) { throw new TableException($"Column '{columns[free[i]].Name}' has a numeric of {places} decimal places, and 38 can be kept: cast it in SQL, for example to double precision or text."); }
            columns[free[i]] = columns[free[i]] with { Exact = new DecimalType(38, places) };
        }
    }

    /// <summary>A copy that is left is not noticed by a server that has nothing to send yet: it is told.</summary>
    private async Task StopAsync(int server)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(CancellationToken.None).ConfigureAwait(false);
            await using var command = new NpgsqlCommand("SELECT pg_cancel_backend($1)", connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = server } } };
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // No further connection is allowed: it ends when it next sends.
        }
    }

    /// <summary>The columns of a query, and the digits of numerics that declare them.</summary>
    public static async Task<List<(string Name, uint Oid, DecimalType? Exact)>> DescribeAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
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
}
