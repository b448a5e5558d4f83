using System.Buffers;
using System.Globalization;

namespace Sinogram.Data.Engine;

/// <summary>
/// Finds what made the engine read a CSV file as if it had no quotes: where one quote never closes, or text follows behind the closing one, every quote of the file stays
/// in the values, and nothing is said.
/// </summary>
internal static class OpenQuotes
{
    private static readonly SearchValues<byte> Inside = SearchValues.Create("\"\n"u8);

    /// <summary>Names or values begin with a quote: the quotes were taken as text.</summary>
    public static bool StandInValues(Table table)
    {
        foreach (var column in table.Columns)
        {
            if (column.Name.StartsWith('"')) { return true; }
            if (column.Type.Id != TypeId.String) { continue; }
            var offsets = column.Data.Offsets;
            var bytes = column.Data.Buffers[1].Read<byte>();
            for (var row = 0; row + 1 < offsets.Length; row++)
            {
                if (offsets[row] < offsets[row + 1] && bytes[offsets[row]] == '"') { return true; }
            }
        }
        return false;
    }

    /// <summary>What is wrong with the first quote of a text that does not enclose a field, with its line; null where all do.</summary>
    /// <param name="content">The text, as UTF-8.</param>
    /// <param name="delimiter">What stands between fields.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static string? First(Stream content, byte delimiter, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            // Where a quote has opened a field; where the last one has closed it, if it has; whether a field begins here.
            var (line, opened, closed, quoted, begins) = (1L, 0L, 0L, false, true);
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rest = buffer.AsSpan(0, read);
                while (!rest.IsEmpty)
                {
                    if (quoted)
                    {
                        var at = rest.IndexOfAny(Inside);
                        if (at < 0) { break; }
                        if (rest[at] == '\n') { line++; }
                        else { (quoted, closed) = (false, line); }
                        rest = rest[(at + 1)..];
                        continue;
                    }
                    var c = rest[0];
                    rest = rest[1..];
                    // Two quotes within are one of the text.
                    if (closed > 0 && c == '"') { (quoted, closed) = (true, 0); }
                    else if (closed > 0 && c != delimiter && c is not ((byte)'\n' or (byte)'\r')) { return Told(opened, closed); }
                    else if (begins && c == '"') { (quoted, opened, begins) = (true, line, false); }
                    else
                    {
                        closed = 0;
                        begins = c == delimiter || c == '\n';
                        if (c == '\n') { line++; }
                    }
                }
            }
            return quoted ? Told(opened, 0) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Told(long opened, long closed) => closed == opened
        ? string.Create(CultureInfo.InvariantCulture, $"line {opened} has text behind a closing quote")
        : string.Create(CultureInfo.InvariantCulture, $"a quote that opens in line {opened} does not close");
}
