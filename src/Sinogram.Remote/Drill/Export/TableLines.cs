using System.Text;
using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Export;

/// <summary>Tables as lines of JSON, a row each.</summary>
internal static class TableLines
{
    private const int FlushAt = 1 << 20;

    /// <summary>The lines of a table, in pieces of about a mebibyte; each is good until the next one is asked for.</summary>
    public static IEnumerable<JsonLines> Of(Table table, JsonLineText text)
    {
        var cells = table.Columns.Select(Cell.Of).ToArray();
        var names = table.Columns.Select((c, i) => Key(c.Name, i == 0)).ToArray();
        var rows = 0;
        for (var row = 0; row < table.RowCount; row++)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                text.Append(names[i]);
                if (cells[i].IsNull(row)) { text.Append("null"u8); }
                else { cells[i].Write(text, row); }
            }
            text.Append("}\n"u8);
            rows++;
            if (text.Length >= FlushAt)
            {
                yield return new JsonLines(text.Written, rows);
                text.Truncate(0);
                rows = 0;
            }
        }
        yield return new JsonLines(text.Written, rows);
        text.Truncate(0);
    }

    /// <summary>A name as it stands before its value, with what stands before it.</summary>
    public static byte[] Key(string name, bool isFirst) => Encoding.UTF8.GetBytes($"{(isFirst ? "{" : ",")}{JsonSerializer.Serialize(name, Plain)}:");

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A column that writes its values one by one, by their type.</summary>
    private abstract class Cell(Column column)
    {
        private readonly byte[] _valid = column.ValidityBits.ToArray();
        private readonly int _offset = column.BitOffset;

        public bool IsNull(int row) => _valid.Length > 0 && (_valid[(_offset + row) >> 3] & (1 << ((_offset + row) & 7))) == 0;

        public abstract void Write(JsonLineText text, int row);

        public static Cell Of(Column column) => column.Type.Id switch
        {
            TypeId.Int32 => new Numbers(column, Array.ConvertAll(column.Values<int>().ToArray(), v => (long)v)),
            TypeId.Int64 => new Numbers(column, column.Values<long>().ToArray()),
            TypeId.Float64 => new Reals(column, column.Values<double>().ToArray()),
            TypeId.String => new Texts(column),
            TypeId.Date => new Dates(column, column.Values<int>().ToArray()),
            _ => new Others(column),
        };
    }

    private sealed class Numbers(Column column, long[] values) : Cell(column)
    {
        public override void Write(JsonLineText text, int row) => text.Number(values[row]);
    }

    private sealed class Reals(Column column, double[] values) : Cell(column)
    {
        public override void Write(JsonLineText text, int row) => text.Real(values[row]);
    }

    private sealed class Dates(Column column, int[] days) : Cell(column)
    {
        public override void Write(JsonLineText text, int row) => text.Date(days[row]);
    }

    private sealed class Texts(Column column) : Cell(column)
    {
        private readonly int[] _offsets = column.Offsets.ToArray();
        private readonly byte[] _bytes = column.Bytes.ToArray();

        public override void Write(JsonLineText text, int row) => text.Text(_bytes.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]));
    }

    private sealed class Others(Column column) : Cell(column)
    {
        private readonly Func<long, object?> _read = column.GetValue;

        public override void Write(JsonLineText text, int row) => text.Value(_read(row));
    }
}
