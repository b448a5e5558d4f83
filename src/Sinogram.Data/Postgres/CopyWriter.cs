namespace Sinogram.Data.Postgres;

/// <summary>Writes the rows of tables of the same columns as COPY … FROM STDIN (FORMAT binary) takes them.</summary>
internal sealed class CopyWriter
{
    private const int Block = 512 << 10;
    private readonly CopyBuffer _buffer = new();
    private readonly Stream _target;
    private readonly FieldWriter[] _writers;

    public CopyWriter(Stream target, FieldWriter[] writers)
    {
        (_target, _writers) = (target, writers);
        ReadOnlySpan<byte> head = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];
        head.CopyTo(_buffer.Extend(head.Length));
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    public async Task WriteAsync(Table table, CancellationToken cancellationToken)
    {
        for (var row = 0; row < table.RowCount;)
        {
            row = Fill(table, row);
            await _target.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
            _buffer.Clear();
        }
        Rows += table.RowCount;
    }

    /// <summary>Says that no rows follow.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _buffer.Short(-1);
        await _target.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
        await _target.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The first row that is not in the block.</returns>
    private int Fill(Table table, int row)
    {
        for (; row < table.RowCount && _buffer.Length < Block; row++)
        {
            _buffer.Short((short)_writers.Length);
            for (var i = 0; i < _writers.Length; i++)
            {
                var data = table[i].Data;
                if (data.IsNull(row)) { _buffer.Null(); }
                else { WriteOne(table[i], i, row); }
            }
        }
        return row;
    }

    private void WriteOne(Column column, int index, int row)
    {
        try
        {
            _writers[index].Write(column.Data, row, _buffer);
        }
        catch (Exception e) when (e is OverflowException or FormatException)
        {
            throw new TableException($"Column '{column.Name}', row {Rows + row:N0}: the value does not fit the server's type exactly ({e.Message}). Nothing was written.", e);
        }
    }
}
