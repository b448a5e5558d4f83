namespace Sinogram.Data.Postgres;

/// <summary>Writes the rows of a table as COPY … FROM STDIN (FORMAT binary) takes them.</summary>
internal sealed class CopyWriter(Stream target, Table table, FieldWriter[] writers)
{
    private const int Block = 512 << 10;
    private readonly CopyBuffer _buffer = new();

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> head = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];
        head.CopyTo(_buffer.Extend(head.Length));
        for (var row = 0; row < table.RowCount;)
        {
            row = Fill(row);
            await target.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
            _buffer.Clear();
        }
        _buffer.Short(-1);
        await target.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The first row that is not in the block.</returns>
    private int Fill(int row)
    {
        for (; row < table.RowCount && _buffer.Length < Block; row++)
        {
            _buffer.Short((short)writers.Length);
            for (var i = 0; i < writers.Length; i++)
            {
                var data = table[i].Data;
                if (data.IsNull(row)) { _buffer.Null(); }
                else { WriteOne(i, row); }
            }
        }
        return row;
    }

    private void WriteOne(int column, int row)
    {
        try
        {
            writers[column].Write(table[column].Data, row, _buffer);
        }
        catch (Exception e) when (e is OverflowException or FormatException)
        {
            throw new TableException($"Column '{table[column].Name}', row {row:N0}: the value does not fit the server's type exactly ({e.Message}). Nothing was written.", e);
        }
    }
}
