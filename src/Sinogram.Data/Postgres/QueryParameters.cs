using System.Collections;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Sinogram.Data.Engine;

namespace Sinogram.Data.Postgres;

/// <summary>
/// Values for <c>$name</c> in SQL, which never become SQL text. A statement that takes parameters gets them as such; a COPY, which takes none, reads them from
/// settings of its transaction, and each is cast to its type.
/// </summary>
internal sealed class QueryParameters
{
    private readonly List<(string Name, object? Value, NpgsqlDbType? Type, string Sql)> _values = [];

    private QueryParameters(string sql) => Sql = sql;

    /// <summary>The SQL with what stands for the parameters in its place.</summary>
    public string Sql { get; private set; }

    /// <param name="sql">SQL with <c>$name</c> outside of quotes and comments.</param>
    /// <param name="parameters">The values by name.</param>
    /// <param name="asSettings">For a COPY.</param>
    /// <exception cref="EngineException">A parameter has no value, or one of a type that the server does not have.</exception>
    public static QueryParameters Of(string sql, IReadOnlyDictionary<string, object?> parameters, bool asSettings)
    {
        var result = new QueryParameters(sql);
        if (parameters.Count == 0) { return result; }
        var text = new StringBuilder();
        var copied = 0;
        SqlToken? dollar = null;
        foreach (var token in SqlText.Tokens(sql))
        {
            if (dollar is { } before && before.Start + 1 == token.Start && token.Kind == SqlTokenKind.Word)
            {
                var name = sql.Substring(token.Start, token.Length);
                var at = result.Index(name, parameters, sql, before.Start);
                text.Append(sql, copied, before.Start - copied).Append(asSettings ? result.Setting(at) : string.Create(CultureInfo.InvariantCulture, $"${at + 1}"));
                copied = token.Start + token.Length;
            }
            dollar = token.Kind == SqlTokenKind.Symbol && token.Length == 1 && sql[token.Start] == '$' ? token : null;
        }
        result.Sql = text.Append(sql, copied, sql.Length - copied).ToString();
        return result;
    }

    /// <summary>Adds the values to the command that runs <see cref="Sql"/>.</summary>
    public void AddTo(NpgsqlCommand command)
    {
        foreach (var (_, value, type, _) in _values) { command.Parameters.Add(Parameter(value, type)); }
    }

    /// <summary>Makes the values settings of the transaction.</summary>
    public async Task SetAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _values.Count; i++)
        {
            if (_values[i] is not { Value: { } value, Type: { } type }) { continue; }
#pragma warning disable CA2100 // Our own text: the value is a parameter.
            await using var command = new NpgsqlCommand($"SELECT set_config('{Key(i)}', ($1)::text, true)", connection);
#pragma warning restore CA2100
            command.Parameters.Add(Parameter(value, type));
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"sinogram.p{index}");

    private string Setting(int index) => _values[index] is { Value: null, Sql: var type } ? $"(NULL::{type})" : $"(current_setting('{Key(index)}')::{_values[index].Sql})";

    private int Index(string name, IReadOnlyDictionary<string, object?> parameters, string sql, int position)
    {
        var known = _values.FindIndex(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (known >= 0) { return known; }
        if (parameters.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { Key: not null } given)
        {
            throw new EngineException($"The SQL asks for the parameter ${name}; given are {string.Join(", ", parameters.Keys)}.", "Parameter", sql, position);
        }
        var (value, type, declared) = Typed(given.Value) ?? throw new EngineException(
            $"The parameter ${name} is of the type {given.Value!.GetType().Name}: use numbers, text, dates and times, bytes or lists of these.", "Parameter", sql, position);
        _values.Add((name, value, type, declared));
        return _values.Count - 1;
    }

    private static NpgsqlParameter Parameter(object? value, NpgsqlDbType? type) => type is { } known ? new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = known } : new NpgsqlParameter { Value = DBNull.Value };

    private static (object? Value, NpgsqlDbType? Type, string Sql)? Typed(object? value) => value switch
    {
        null or DBNull => (null, null, "text"),
        bool v => (v, NpgsqlDbType.Boolean, "boolean"),
        sbyte v => ((short)v, NpgsqlDbType.Smallint, "smallint"),
        byte v => ((short)v, NpgsqlDbType.Smallint, "smallint"),
        short v => (v, NpgsqlDbType.Smallint, "smallint"),
        ushort v => ((int)v, NpgsqlDbType.Integer, "integer"),
        int v => (v, NpgsqlDbType.Integer, "integer"),
        uint v => ((long)v, NpgsqlDbType.Bigint, "bigint"),
        long v => (v, NpgsqlDbType.Bigint, "bigint"),
        ulong v => ((decimal)v, NpgsqlDbType.Numeric, "numeric"),
        float v => (v, NpgsqlDbType.Real, "real"),
        double v => (v, NpgsqlDbType.Double, "double precision"),
        decimal v => (v, NpgsqlDbType.Numeric, "numeric"),
        // The server reads its digits: more than Npgsql's own type holds.
        Decimal128 v => (v.ToString(), NpgsqlDbType.Text, "numeric"),
        string v => (v, NpgsqlDbType.Text, "text"),
        char v => (v.ToString(), NpgsqlDbType.Text, "text"),
        Enum v => (v.ToString(), NpgsqlDbType.Text, "text"),
        Guid v => (v, NpgsqlDbType.Uuid, "uuid"),
        byte[] v => (v, NpgsqlDbType.Bytea, "bytea"),
        DateOnly v => (v, NpgsqlDbType.Date, "date"),
        TimeOnly v => (v, NpgsqlDbType.Time, "time"),
        DateTime { Kind: DateTimeKind.Unspecified } v => (v, NpgsqlDbType.Timestamp, "timestamp"),
        DateTime v => (v.ToUniversalTime(), NpgsqlDbType.TimestampTz, "timestamptz"),
        DateTimeOffset v => (v.ToUniversalTime(), NpgsqlDbType.TimestampTz, "timestamptz"),
        TimeSpan v => (v, NpgsqlDbType.Interval, "interval"),
        Interval v => (new NpgsqlInterval(v.Months, v.Days, TimeUnits.FloorDivide(v.Nanoseconds, 1000)), NpgsqlDbType.Interval, "interval"),
        IEnumerable v => List(v),
        _ => null,
    };

    private static (object? Value, NpgsqlDbType? Type, string Sql)? List(IEnumerable list)
    {
        var items = list.Cast<object?>().ToList();
        var first = Typed(items.Find(i => i is not null) ?? Sample(ClrTypes.ElementOf(list.GetType())));
        if (first is not { Type: { } type } known || type.HasFlag(NpgsqlDbType.Array)) { return null; }
        var values = items.Select(i => i is null ? null : Typed(i)?.Value).ToArray();
        if (values.Where((v, i) => items[i] is not null).Any(v => v is null || v.GetType() != known.Value!.GetType())) { return null; }
        return (values, NpgsqlDbType.Array | type, known.Sql + "[]");
    }

    /// <summary>A value of the type of an empty list's elements.</summary>
    private static object? Sample(Type? type) => (type is null ? null : Nullable.GetUnderlyingType(type) ?? type) switch
    {
        null => "",
        { IsValueType: true } value => Activator.CreateInstance(value),
        var reference when reference == typeof(byte[]) => Array.Empty<byte>(),
        _ => "",
    };
}
