using System.Text;
using Sinogram.Data;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Reads delimited text as Drill does: quotes, doubled or escaped within, line breaks within quotes, comment lines, rows of any length.</summary>
internal static class DelimitedText
{
    /// <summary>The number of the file that a row comes from.</summary>
    public const string FileColumn = "file_index";

    /// <summary>The number of the line, from 1, that a row begins in.</summary>
    public const string LineColumn = "file_line";

    private const long LargestFile = 4L << 30;

    /// <param name="files">The files.</param>
    /// <param name="format">How they are read.</param>
    /// <param name="offset">Where their name stands.</param>
    /// <param name="withLines">Rows with a header tell their lines.</param>
    /// <param name="cancellationToken">Stops it between two rows.</param>
    public static Table Read(IReadOnlyList<string> files, StorageFormat format, int offset, bool withLines, CancellationToken cancellationToken)
    {
        if (format.FieldDelimiter.Length != 1 || format.LineDelimiter.Length is 0 or > 2) { throw new DrillException("The embedded engine follows text files with one character between fields.", offset); }
        CompressedFiles.Check(files, offset);
        try
        {
            return format.ExtractHeader ? WithHeader(files, format, offset, withLines, cancellationToken) : WithoutHeader(files, format, offset, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DrillException($"The text file cannot be read: {e.Message}", offset, inner: e);
        }
    }

    private static Table WithoutHeader(IReadOnlyList<string> files, StorageFormat format, int offset, CancellationToken cancellationToken)
    {
        var columns = new ColumnBuilder(new Field("columns", DataType.Of(typeof(string[]))));
        var index = new ColumnBuilder<long>(FileColumn);
        for (var i = 0; i < files.Count; i++)
        {
            using var reader = new DelimitedReader(Open(files[i], offset), format);
            if (format.SkipFirstLine) { reader.Next(); }
            while (reader.Next())
            {
                cancellationToken.ThrowIfCancellationRequested();
                columns.AppendObject(reader.Fields.ToArray());
                index.Append(i);
            }
        }
        return new Table(columns.Build(), index.Build());
    }

    private static Table WithHeader(IReadOnlyList<string> files, StorageFormat format, int offset, bool withLines, CancellationToken cancellationToken)
    {
        var columns = new List<ColumnBuilder<string>>();
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var index = new ColumnBuilder<long>(FileColumn);
        var lines = new ColumnBuilder<long>(LineColumn);
        for (var i = 0; i < files.Count; i++)
        {
            using var reader = new DelimitedReader(Open(files[i], offset), format);
            if (!reader.Next()) { continue; }
            var places = Header(reader.Fields).Select(name =>
            {
                if (names.TryGetValue(name, out var known)) { return known; }
                var builder = new ColumnBuilder<string>(name);
                for (var r = index.Length; r > 0; r--) { builder.Append(""); }
                columns.Add(builder);
                return names[name] = columns.Count - 1;
            }).ToArray();
            var absent = Enumerable.Range(0, columns.Count).Except(places).ToArray();
            while (reader.Next())
            {
                cancellationToken.ThrowIfCancellationRequested();
                // A line without a character is no row where columns have names.
                if (reader.Fields.Count == 0) { continue; }
                // What a row lacks is an empty text, as in Drill.
                for (var f = 0; f < places.Length; f++) { columns[places[f]].Append(f < reader.Fields.Count ? reader.Fields[f] : ""); }
                foreach (var place in absent) { columns[place].Append(""); }
                index.Append(i);
                if (withLines) { lines.Append(reader.Line); }
            }
        }
        if (columns.Count == 0) { throw new DrillException("The text files are empty: there is no header.", offset); }
        return new Table([.. columns.Select(c => (Column)c.Build()), index.Build(), .. withLines ? new[] { lines.Build() } : []]);
    }

    private static StreamReader Open(string file, int offset)
    {
        if (new FileInfo(file).Length > LargestFile) { throw new DrillException($"{Path.GetFileName(file)} is larger than 4 GiB; text files are read into memory.", offset, "Write it as Parquet, or use a Drill cluster."); }
        return new StreamReader(CompressedFiles.Open(file), EncodingOf(file), detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
    }

    /// <summary>UTF-16 and UTF-32 where a byte order mark says so, which then is no character of the text; else UTF-8, whose mark stays: Drill takes it as a character.</summary>
    private static Encoding EncodingOf(string file)
    {
        Span<byte> first = stackalloc byte[4];
        using var stream = CompressedFiles.Open(file);
        return first[..stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)] switch
        {
            [0xFF, 0xFE, 0, 0] => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
            [0, 0, 0xFE, 0xFF] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false),
        };
    }

    /// <summary>The names that Drill makes of a header: of letters, digits and _, each one once.</summary>
    internal static List<string> Header(IReadOnlyList<string> fields)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { FileColumn, LineColumn };
        var names = new List<string>();
        for (var i = 0; i < fields.Count; i++)
        {
            var text = fields[i].Trim();
            var name = text.Length == 0 ? $"column_{i + 1}" : Name(text, i + 1);
            var free = name;
            for (var n = 2; !taken.Add(free); n++) { free = $"{name}_{n}"; }
            names.Add(free);
        }
        return names;
    }

    private static string Name(string text, int place)
    {
        var name = new StringBuilder();
        if (char.IsLetter(text[0]) || text[0] == '_') { name.Append(text[0]); }
        else if (text.Length == 1 && !char.IsDigit(text[0])) { return $"column_{place}"; }
        else
        {
            name.Append("col_");
            if (char.IsDigit(text[0])) { name.Append(text[0]); }
        }
        foreach (var c in text.AsSpan(1)) { name.Append(char.IsLetterOrDigit(c) || c == '_' ? c : '_'); }
        return name.ToString();
    }
}

/// <summary>Rows of delimited text, one after the other.</summary>
internal sealed class DelimitedReader(StreamReader reader, StorageFormat format) : IDisposable
{
    private const int LongestField = 64 << 20;
    private readonly StringBuilder _field = new();
    private readonly char _delimiter = format.FieldDelimiter[0];
    private readonly int _quote = format.Quote.Length > 0 ? format.Quote[0] : -1;
    private readonly int _escape = format.Escape.Length > 0 ? format.Escape[0] : -1;
    private readonly int _comment = format.Comment.Length > 0 ? format.Comment[0] : -1;
    private readonly char _line = format.LineDelimiter[^1];

    private long _lines = 1;

    /// <summary>The fields of the row; none for an empty line.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>The line, from 1, that the row begins in.</summary>
    public long Line { get; private set; }

    /// <summary>Goes on to the next row; false at the end.</summary>
    public bool Next()
    {
        Fields.Clear();
        while (reader.Peek() == _comment && _comment >= 0) { SkipLine(); }
        Line = _lines;
        var c = Read();
        if (c < 0) { return false; }
        if (c == _line) { return true; }
        if (c == '\r' && format.LineDelimiter == "\n" && reader.Peek() == _line)
        {
            Read();
            return true;
        }
        while (true)
        {
            _field.Clear();
            var quoted = c == _quote && _quote >= 0;
            if (quoted)
            {
                c = Quoted();
                if (c == '\r' && format.LineDelimiter == "\n" && reader.Peek() == _line) { c = Read(); }
            }
            while (c >= 0 && c != _delimiter && c != _line)
            {
                Append((char)c);
                c = Read();
            }
            // Lines of Windows end with two characters; Drill would leave the first one in the last field.
            if (c == _line && !quoted && format.LineDelimiter == "\n" && _field.Length > 0 && _field[^1] == '\r') { _field.Length--; }
            if (c == _line && format.LineDelimiter.Length == 2 && _field.Length > 0 && _field[^1] == format.LineDelimiter[0]) { _field.Length--; }
            Fields.Add(_field.ToString());
            if (c != _delimiter) { return true; }
            c = Read();
        }
    }

    public void Dispose() => reader.Dispose();

    /// <summary>What stands in quotes; gives the character behind them.</summary>
    private int Quoted()
    {
        while (true)
        {
            var c = Read();
            if (c < 0) { return c; }
            if (c == _escape && _escape != _quote && reader.Peek() == _quote) { Append((char)Read()); }
            else if (c != _quote) { Append((char)c); }
            else if (_escape == _quote && reader.Peek() == _quote) { Append((char)Read()); }
            else { return Read(); }
        }
    }

    private void Append(char c)
    {
        if (_field.Length >= LongestField) { throw new DrillException("A field of the text file is longer than 64 Mi characters: a quote may not be closed."); }
        _field.Append(c);
    }

    private void SkipLine()
    {
        for (var c = Read(); c >= 0 && c != _line; c = Read()) { }
    }

    private int Read()
    {
        var c = reader.Read();
        if (c == _line) { _lines++; }
        return c;
    }
}
