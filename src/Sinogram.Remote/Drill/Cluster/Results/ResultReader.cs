using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>What an answer says besides its rows.</summary>
internal sealed class ResultSummary
{
    public string? QueryId { get; set; }
    public string? State { get; set; }
    public string? ErrorMessage { get; set; }
    public string? ExceptionClass { get; set; }
    public long Rows { get; set; }
    public IReadOnlyList<string> Columns { get; set; } = [];
    public IReadOnlyList<string> Types { get; set; } = [];

    /// <summary>The rows came before their types: Drill before 1.19, where every value is text.</summary>
    public bool TypesCameLast { get; set; }
}

/// <summary>
/// Reads the body of an answer as it comes, in constant memory: rows become batches of some thousands each. It says what was read; whether that is a
/// whole result only <see cref="ResultSummary.State"/> tells.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="create">Makes what takes in the rows, of the names of the columns and their types.</param>
internal sealed class ResultReader<TBatch>(Stream body, Func<IReadOnlyList<string>, IReadOnlyList<string>, IRowReader<TBatch>> create)
{
    private const int LargestValue = 256 << 20;

    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private bool _ended;
    private IRowReader<TBatch>? _rows;

    public ResultSummary Summary { get; } = new();

    /// <summary>Told of the query's id as soon as it is read.</summary>
    public Action<string>? Identified { get; init; }

    /// <summary>The batches of rows, in order.</summary>
    /// <exception cref="ResultFormatException">The body is cut, or no JSON of Drill's.</exception>
    /// <exception cref="IOException">The connection was cut.</exception>
    public async IAsyncEnumerable<TBatch> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        await SkipAsync((byte)'{', token).ConfigureAwait(false);
        for (var first = true; ; first = false)
        {
            var next = await PeekAsync(token).ConfigureAwait(false);
            if (next == '}')
            {
                _start++;
                await EndAsync(token).ConfigureAwait(false);
                yield break;
            }
            if (!first) { await SkipAsync((byte)',', token).ConfigureAwait(false); }
            var name = Name(await ValueAsync(token).ConfigureAwait(false));
            await SkipAsync((byte)':', token).ConfigureAwait(false);
            if (name != "rows")
            {
                var value = await ValueAsync(token).ConfigureAwait(false);
                try
                {
                    Take(name, value);
                }
                catch (InvalidOperationException e)
                {
                    throw new ResultFormatException($"The answer is not in the form of Drill's: \"{name}\" is of another kind.", e);
                }
                continue;
            }
            await foreach (var batch in RowsAsync(token).ConfigureAwait(false)) { yield return batch; }
        }
    }

    private async IAsyncEnumerable<TBatch> RowsAsync([EnumeratorCancellation] CancellationToken token)
    {
        Summary.TypesCameLast = Summary.Types.Count == 0 && Summary.Columns.Count > 0;
        _rows ??= create(Summary.Columns, Summary.Types);
        await SkipAsync((byte)'[', token).ConfigureAwait(false);
        while (await PeekAsync(token).ConfigureAwait(false) != ']')
        {
            // As many rows as lie in the buffer whole; the last one may need more of the body.
            var read = _rows.Read(_buffer.AsSpan(_start, _end - _start), out var used);
            _start += used;
            Summary.Rows += read;
            if (_rows.IsFull) { yield return _rows.Build(); }
            else if (used == 0 || _start == _end || read == 0) { await FillAsync(token).ConfigureAwait(false); }
        }
        _start++;
        if (_rows.Count > 0 || Summary.Rows == 0) { yield return _rows.Build(); }
    }

    private static string Name(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            throw new ResultFormatException("The answer is no JSON any more.", e);
        }
    }

    private void Take(string name, JsonElement value)
    {
        switch (name)
        {
            case "queryId":
                Summary.QueryId = value.GetString();
                if (Summary.QueryId is not null) { Identified?.Invoke(Summary.QueryId); }
                break;
            case "queryState": Summary.State = value.GetString(); break;
            case "errorMessage": Summary.ErrorMessage = value.GetString(); break;
            case "exception": Summary.ExceptionClass = value.GetString(); break;
            case "columns": Summary.Columns = [.. value.EnumerateArray().Select(v => v.GetString() ?? "")]; break;
            case "metadata": Summary.Types = [.. value.EnumerateArray().Select(v => v.GetString() ?? "")]; break;
            default: break;
        }
    }

    /// <summary>The next value of the body, whole.</summary>
    private async Task<JsonElement> ValueAsync(CancellationToken token)
    {
        while (true)
        {
            if (TryValue(out var value)) { return value; }
            await FillAsync(token).ConfigureAwait(false);
        }
    }

    private bool TryValue(out JsonElement value)
    {
        value = default;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), isFinalBlock: _ended, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out var document)) { return false; }
            value = document.RootElement.Clone();
            document.Dispose();
            _start += (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException e)
        {
            throw new ResultFormatException(_ended ? "The answer ends in the middle." : "The answer is no JSON any more.", e);
        }
    }

    private async Task<byte> PeekAsync(CancellationToken token)
    {
        while (true)
        {
            while (_start < _end && _buffer[_start] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') { _start++; }
            if (_start < _end) { return _buffer[_start]; }
            await FillAsync(token).ConfigureAwait(false);
        }
    }

    private async Task SkipAsync(byte wanted, CancellationToken token)
    {
        var found = await PeekAsync(token).ConfigureAwait(false);
        if (found != wanted)
        {
            throw new ResultFormatException($"The answer is not in the form of Drill's: '{(char)found}' stands where '{(char)wanted}' should be, after {Encoding.UTF8.GetString(_buffer.AsSpan(Math.Max(0, _start - 20), Math.Min(20, _start))).ReplaceLineEndings(" ")}");
        }
        _start++;
    }

    /// <summary>Reads on to the body's own end: what is cut there, or is followed by more, is no whole answer.</summary>
    private async Task EndAsync(CancellationToken token)
    {
        while (!_ended)
        {
            while (_start < _end && _buffer[_start] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') { _start++; }
            if (_start < _end) { throw new ResultFormatException("The answer is followed by more than one answer holds."); }
            await FillAsync(token).ConfigureAwait(false);
        }
    }

    private async Task FillAsync(CancellationToken token)
    {
        if (_ended) { throw new ResultFormatException("The answer ends in the middle."); }
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LargestValue) { throw new ResultFormatException($"A row is larger than {LargestValue >> 20} MiB."); }
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var read = await body.ReadAsync(_buffer.AsMemory(_end), token).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
    }
}
