using System.Buffers;
using System.Text.Json;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Takes the values of a row as the walker comes by them. A struct, so that each receiver gets a walk of its own from the compiler.</summary>
internal interface IRowReceiver
{
    /// <summary>Rows in the batch so far.</summary>
    int Count { get; }

    /// <summary>The batch is large enough to be given on.</summary>
    bool IsFull { get; }

    /// <summary>The columns, in the order of the usual row.</summary>
    RowKeys Keys { get; }

    /// <summary>A value of a column follows, in a row of the usual form.</summary>
    void Begin(int column);

    /// <summary>Takes a text with its quotes, which holds nothing escaped; false when the column does not fit it.</summary>
    bool TryText(int column, ReadOnlySpan<byte> quoted);

    /// <summary>Takes a text that was unescaped; false when the column does not fit it.</summary>
    bool TryUnescaped(int column, ReadOnlySpan<byte> text);

    /// <summary>Takes what stands without quotes; false when the column does not fit it.</summary>
    bool TryPlain(int column, ReadOnlySpan<byte> value);

    /// <summary>Takes a list or a map from the beginning of a text; gives its length, or 0 where it goes the general way.</summary>
    int Nested(int column, ReadOnlySpan<byte> text);

    /// <summary>The row of the usual form is whole.</summary>
    void End();

    /// <summary>Takes back what the row has given so far: it has another form.</summary>
    void TakeBack();

    /// <summary>Takes a value of a row of any form, whose reader it leaves at the value's last token; the column may be new.</summary>
    void Value(string name, ref Utf8JsonReader reader);

    /// <summary>The row of any form is whole.</summary>
    /// <param name="text">The row, from its brace on.</param>
    void End(ReadOnlySpan<byte> text);

    /// <summary>The row counts.</summary>
    void Row();
}

/// <summary>
/// Walks the rows of an answer. Drill writes all rows alike, so the usual row is read straight through: each column's name in its turn, its value behind it.
/// A row of another form (other keys, nested values, a value that does not fit its column) goes the general way.
/// </summary>
internal static class RowWalker
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);
    private static readonly SearchValues<byte> Ends = SearchValues.Create(",}[{ \n"u8);

    /// <summary>Reads rows while they lie whole in the text and the batch is not full; gives their number and the bytes used.</summary>
    /// <exception cref="ResultFormatException">The text is no JSON any more.</exception>
    public static int Read<TReceiver>(TReceiver receiver, ReadOnlySpan<byte> text, out int used) where TReceiver : struct, IRowReceiver
    {
        var (read, at) = (0, 0);
        used = 0;
        while (!receiver.IsFull)
        {
            at = RowText.Next(text, at, receiver.Count);
            if (at >= text.Length || text[at] == ']') { break; }
            var length = Usual(receiver, text[at..]);
            if (length == 0)
            {
                receiver.TakeBack();
                length = Any(receiver, text[at..]);
            }
            if (length == 0) { return read; }
            receiver.Row();
            read++;
            at += length;
            used = at;
        }
        if (at < text.Length && text[at] == ']') { used = at; }
        return read;
    }

    /// <summary>The length of the row, or 0 when it has another form or is not whole.</summary>
    private static int Usual<TReceiver>(TReceiver receiver, ReadOnlySpan<byte> text) where TReceiver : struct, IRowReceiver
    {
        var keys = receiver.Keys;
        var at = 1;
        for (var i = 0; i < keys.Count; i++)
        {
            if (i > 0)
            {
                if (at >= text.Length || text[at] != ',') { return 0; }
                at++;
            }
            var key = keys[i];
            if (!text[at..].StartsWith(key)) { return 0; }
            at += key.Length;
            if (at >= text.Length) { return 0; }
            receiver.Begin(i);
            if (text[at] is (byte)'[' or (byte)'{')
            {
                var nested = receiver.Nested(i, text[at..]);
                if (nested == 0) { return 0; }
                at += nested;
                continue;
            }
            if (text[at] != '"')
            {
                var value = text[at..];
                var end = value.IndexOfAny(Ends);
                if (end <= 0 || !receiver.TryPlain(i, value[..end])) { return 0; }
                at += end;
                continue;
            }
            var length = text[(at + 1)..].IndexOfAny(Special);
            if (length < 0) { return 0; }
            switch (text[at + 1 + length])
            {
                case (byte)'"' when receiver.TryText(i, text.Slice(at, length + 2)):
                    at += length + 2;
                    break;
                case (byte)'\\' when Escaped(receiver, i, text[at..]) is > 0 and var escaped:
                    at += escaped;
                    break;
                default: return 0;
            }
        }
        if (at >= text.Length || text[at] != '}' || keys.Count == 0) { return 0; }
        receiver.End();
        return at + 1;
    }

    /// <summary>A text with escapes; gives its length with its quotes.</summary>
    private static int Escaped<TReceiver>(TReceiver receiver, int column, ReadOnlySpan<byte> text) where TReceiver : struct, IRowReceiver
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            return reader.Read() && receiver.TryUnescaped(column, receiver.Keys.Unescaped(ref reader)) ? (int)reader.BytesConsumed : 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>The length of a row of any form; 0 when it is not whole.</summary>
    private static int Any<TReceiver>(TReceiver receiver, ReadOnlySpan<byte> text) where TReceiver : struct, IRowReceiver
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
        try
        {
            var whole = reader;
            if (!whole.Read() || !whole.TrySkip()) { return 0; }
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                receiver.Value(name, ref reader);
            }
            receiver.End(text);
            return (int)reader.BytesConsumed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ResultFormatException($"The answer is no JSON any more after row {receiver.Count:N0} of its batch.", e);
        }
    }
}
