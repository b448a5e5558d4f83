using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;
using Sinogram.Data;
using Sinogram.Data.Workers;
using Sinogram.Data.Workers.Tables;
using Sinogram.Gpu.Tensors;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Magics.Python;

/// <summary>C# values as blocks of shared memory that Python reads: what Python can hold, and a clear refusal of the rest.</summary>
/// <param name="name">The variable, for messages.</param>
/// <param name="apart">Large arrays stay out of the block, and are copied into memory that Python has made ready for them.</param>
internal sealed class ValueWriter(string name, bool apart)
{
    private const int Large = 1 << 20;

    private const int Deepest = 64;
    private const int LongestSequence = 50_000_000;

    private readonly BlockBuilder _block = new();
    private readonly List<SharedBlock> _tables = [];
    private readonly List<(Array Array, long Length)> _apart = [];
    private int _depth;

    /// <summary>The tables in the value.</summary>
    internal List<Table> Given { get; } = [];

    /// <summary>The arrays that stay out of the block, in the order of their numbers.</summary>
    internal IReadOnlyList<(Array Array, long Length)> Apart => _apart;

    /// <summary>The blocks of a value: its own, and one for each table in it. They are the caller's to dispose.</summary>
    /// <exception cref="MagicException">Python has nothing like it.</exception>
    internal IReadOnlyList<SharedBlock> Write(object? value)
    {
        try
        {
            return [_block.Fill(Node(value)), .. _tables];
        }
        catch
        {
            _tables.ForEach(table => table.Dispose());
            throw;
        }
    }

    private JsonObject Node(object? value)
    {
        if (++_depth > Deepest)
        {
            throw new MagicException($"'{name}' is nested more than {Deepest} deep, or holds itself.", "Share its parts.");
        }

        var node = value switch
        {
            null => Kind("none"),
            bool flag => Scalar("?", [flag ? (byte)1 : (byte)0]),
            sbyte or short or int or long or byte or ushort or uint => Scalar("q", BitConverter.GetBytes(Convert.ToInt64(value, CultureInfo.InvariantCulture))),
            ulong number => Scalar("Q", BitConverter.GetBytes(number)),
            double or float => Scalar("d", BitConverter.GetBytes(Convert.ToDouble(value, CultureInfo.InvariantCulture))),
            Half number => Scalar("d", BitConverter.GetBytes((double)number)),
            Complex number => Kind("complex", _block.Place([.. BitConverter.GetBytes(number.Real), .. BitConverter.GetBytes(number.Imaginary)])),
            string or char or Uri or StringBuilder or Enum => Text("str", value.ToString()!),
            FileSystemInfo file => Text("str", file.FullName),
            BigInteger number => Text("int", number.ToString(CultureInfo.InvariantCulture)),
            decimal number => Text("decimal", number.ToString(CultureInfo.InvariantCulture)),
            Guid id => Text("uuid", id.ToString()),
            DateTime moment => Moment(moment, moment.Kind != DateTimeKind.Unspecified),
            DateTimeOffset moment => Moment(moment.UtcDateTime, isUtc: true),
            DateOnly date => Count("date", date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
            TimeOnly time => Count("time", time.Ticks / TimeSpan.TicksPerMicrosecond),
            TimeSpan elapsed => Count("timedelta", elapsed.Ticks / TimeSpan.TicksPerMicrosecond),
            Table table => TableNode(table),
            Column column => TableNode(new Table(column)),
            RasterImage image => Tensor(image.Pixels, "|u1", image.Channels == 1 ? [image.Height, image.Width] : [image.Height, image.Width, image.Channels]),
            Tensor tensor => Tensor(tensor.ToArray(), "<f4", [tensor.Rows, tensor.Columns]),
            JsonDocument json => Node(Json(json.RootElement)),
            JsonElement json => Node(Json(json)),
            JsonNode json => Node(Json(JsonSerializer.SerializeToElement(json))),
            Array array => ArrayNode(array),
            IDictionary map => Map(map.Keys.Cast<object?>(), map.Values.Cast<object?>()),
            ITuple tuple => new JsonObject { ["k"] = "tuple", ["i"] = Nodes(Enumerable.Range(0, tuple.Length).Select(i => tuple[i])) },
            IEnumerable items => Sequence(items),
            _ => Members(value),
        };
        _depth--;
        return node;
    }

    private static JsonObject Kind(string kind, long? place = null) => place is { } at ? new JsonObject { ["k"] = kind, ["o"] = at } : new JsonObject { ["k"] = kind };

    private JsonObject Scalar(string type, byte[] bytes) => new() { ["k"] = "scalar", ["t"] = type, ["o"] = _block.Place(bytes) };

    private JsonObject Count(string kind, long number) => new() { ["k"] = kind, ["t"] = "q", ["o"] = _block.Place(BitConverter.GetBytes(number)) };

    private JsonObject Text(string kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new JsonObject { ["k"] = kind, ["o"] = _block.Place(bytes), ["n"] = bytes.Length };
    }

    private JsonObject Moment(DateTime moment, bool isUtc)
    {
        moment = moment.Kind == DateTimeKind.Local ? moment.ToUniversalTime() : moment;
        var node = Count("datetime", Microseconds(moment));
        node["utc"] = isUtc;
        return node;
    }

    private static long Microseconds(DateTime moment) => (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private JsonObject TableNode(Table table)
    {
        if (table.ColumnCount == 0)
        {
            throw new MagicException($"The table '{name}' has no columns to give to Python.");
        }

        Given.Add(table);
        var (layout, block) = SharedColumns.Write(table.Columns);
        block.Freeze();
        _tables.Add(block);
        return new JsonObject { ["k"] = "table", ["table"] = _tables.Count - 1, ["layout"] = JsonNode.Parse(layout) };
    }

    private JsonObject ArrayNode(Array array)
    {
        var element = array.GetType().GetElementType()!;
        var shape = Enumerable.Range(0, array.Rank).Select(array.GetLength).ToArray();
        if (ElementTypes.NameOf(element) is { } type)
        {
            return Tensor(array, type, shape);
        }

        switch (array)
        {
            case DateTime[] moments:
                return Tensor(Array.ConvertAll(moments, Microseconds), ElementTypes.Moments, shape);
            case TimeSpan[] durations:
                return Tensor(Array.ConvertAll(durations, d => d.Ticks / TimeSpan.TicksPerMicrosecond), ElementTypes.Durations, shape);
            case string?[] strings:
                return Strings(strings);
        }

        return array.Rank == 1
            ? Sequence(array)
            : throw new MagicException($"'{name}' is a {TypeNames.Of(array.GetType())}: Python takes arrays of several dimensions of numbers and booleans.", "Make nested arrays of it.");
    }

    private JsonObject Tensor(Array array, string type, int[] shape, bool mayStayApart = true)
    {
        var length = (long)array.Length * Width(type);
        var node = new JsonObject { ["k"] = "tensor", ["t"] = type, ["s"] = new JsonArray([.. shape.Select(n => JsonValue.Create(n))]), ["n"] = length };
        if (apart && mayStayApart && length >= Large)
        {
            node["apart"] = _apart.Count;
            _apart.Add((array, length));
        }
        else
        {
            node["o"] = _block.Place(array, length, BlockBuilder.Alignment);
        }

        return node;
    }

    private static int Width(string type) => int.Parse(type.AsSpan(2, type.Length > 3 && char.IsAsciiDigit(type[3]) ? 2 : 1), CultureInfo.InvariantCulture);

    private JsonObject Strings(IReadOnlyList<string?> strings)
    {
        var ends = new long[strings.Count];
        var there = new byte[strings.Count];
        var end = 0L;
        for (var i = 0; i < strings.Count; i++)
        {
            there[i] = strings[i] is null ? (byte)0 : (byte)1;
            ends[i] = end += strings[i] is { } text ? Encoding.UTF8.GetByteCount(text) : 0;
        }

        var bytes = new byte[end];
        for (var i = 0; i < strings.Count; i++)
        {
            Encoding.UTF8.GetBytes(strings[i] ?? "", bytes.AsSpan((int)(i == 0 ? 0 : ends[i - 1])));
        }

        var place = _block.Place(bytes);
        return new JsonObject
        {
            ["k"] = "strings", ["o"] = place, ["n"] = end, ["ends"] = Tensor(ends, "<i8", [ends.Length], mayStayApart: false), ["there"] = Tensor(there, "|u1", [there.Length], mayStayApart: false),
        };
    }

    private JsonObject Sequence(IEnumerable items)
    {
        if (items is IEnumerable<string?> strings)
        {
            return Strings([.. Bounded(strings)]);
        }

        var element = items.GetType().GetInterfaces()
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
        if (element is { IsGenericType: true } && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            var pairs = Bounded(items.Cast<object>()).Select(pair => (Key: Part(pair, "Key"), Value: Part(pair, "Value"))).ToList();
            return Map(pairs.Select(p => p.Key), pairs.Select(p => p.Value));
        }

        if (element is not null && ElementTypes.NameOf(element) is { } type)
        {
            // A list of numbers: as an array on the way, as a list there.
            var boxed = Bounded(items.Cast<object>()).ToArray();
            var array = Array.CreateInstance(element, boxed.Length);
            Array.Copy(boxed, array, boxed.Length);
            var numbers = Tensor(array, type, [array.Length], mayStayApart: false);
            numbers["k"] = "numbers";
            return numbers;
        }

        return new JsonObject { ["k"] = "list", ["i"] = Nodes(Bounded(items.Cast<object?>())) };
    }

    private JsonObject Map(IEnumerable<object?> keys, IEnumerable<object?> values) => new() { ["k"] = "dict", ["keys"] = Nodes(keys), ["i"] = Nodes(values) };

    private JsonArray Nodes(IEnumerable<object?> values) => new([.. values.Select(Node)]);

    private IEnumerable<T> Bounded<T>(IEnumerable<T> items)
    {
        var count = 0;
        foreach (var item in items)
        {
            yield return ++count <= LongestSequence
                ? item
                : throw new MagicException($"'{name}' is a sequence of more than {LongestSequence:N0} elements, or without an end.", "Make an array of numbers of it.");
        }
    }

    /// <summary>Objects of the notebook's own types become dictionaries of their properties.</summary>
    private JsonObject Members(object value)
    {
        var type = value.GetType();
        var properties = type.GetProperties().Where(p => p.CanRead && p.GetIndexParameters().Length == 0).ToList();
        var isOurs = type.Namespace is { } space && (space.StartsWith("System", StringComparison.Ordinal) || space.StartsWith("Microsoft", StringComparison.Ordinal)
            || space.StartsWith("Sinogram", StringComparison.Ordinal));
        if (isOurs || value is Delegate || properties.Count == 0)
        {
            throw new MagicException(
                $"'{name}' is or holds a {TypeNames.Of(type)}, which Python cannot take.",
                "Give it a Table, numbers, text, booleans, dates and times, arrays, lists and dictionaries of these, or a record.");
        }

        return Map(properties.Select(p => p.Name), properties.Select(p => p.GetValue(value)));
    }

    private static object? Part(object pair, string part) => pair.GetType().GetProperty(part)!.GetValue(pair);

    private static object? Json(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(p => p.Name, p => Json(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Json).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
