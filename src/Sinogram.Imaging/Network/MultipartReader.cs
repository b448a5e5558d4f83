using System.Net.Http.Headers;
using System.Text;

namespace Sinogram.Imaging.Network;

/// <summary>
/// Reads the parts of a <c>multipart/related</c> body (RFC 2046 section 5.1) from a stream, one after the other, holding one part in memory at a time.
/// </summary>
/// <remarks>The body is untrusted: sizes of headers and parts are bounded, and a body that ends early is an error, never a short part.</remarks>
public sealed class MultipartReader
{
    private const int MaximumHeaderBytes = 16 * 1024;
    private const int MaximumHeaders = 64;
    private const int MaximumPreamble = 1024 * 1024;

    private readonly Stream _stream;
    private readonly byte[] _delimiter;
    private readonly long _maximumPart;
    private byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;
    private bool _begun;
    private bool _finished;

    /// <summary>Reads from <paramref name="stream"/>, whose parts are separated by <paramref name="boundary"/>.</summary>
    public MultipartReader(Stream stream, string boundary, long maximumPartBytes = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (boundary is null || boundary.Length is 0 or > 70 || !Ascii.IsValid(boundary))
        {
            throw new DicomWebException("The answer is multipart without a valid boundary (RFC 2046 allows 1 to 70 ASCII characters).", "the server is at fault; ask its operator");
        }

        _stream = stream;
        _delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        _maximumPart = Math.Min(maximumPartBytes, Array.MaxLength);

        // The first delimiter may stand at the very start: as if a line had ended before it.
        _buffer[0] = (byte)'\r';
        _buffer[1] = (byte)'\n';
        _end = 2;
    }

    /// <summary>The boundary that a content type names, or null where it is not multipart.</summary>
    public static string? BoundaryOf(MediaTypeHeaderValue? contentType) =>
        contentType?.MediaType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true
            ? contentType.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"') ?? ""
            : null;

    /// <summary>The next part, or null after the last.</summary>
    /// <exception cref="DicomWebException">The body is cut off or breaks the format or the limits.</exception>
    public async ValueTask<MultipartPart?> ReadNextAsync(CancellationToken cancellationToken = default)
    {
        if (_finished)
        {
            return null;
        }

        if (!_begun)
        {
            await ReadToDelimiterAsync(null, MaximumPreamble, cancellationToken);
            _begun = true;
        }

        if (await IsClosingAsync(cancellationToken))
        {
            _finished = true;
            return null;
        }

        Dictionary<string, string> headers = await ReadHeadersAsync(cancellationToken);
        int expected = headers.TryGetValue("Content-Length", out string? text) && long.TryParse(text, out long length) && length >= 0 && length <= _maximumPart
            ? (int)Math.Min(length, 1 << 26)
            : 0;
        using MemoryStream content = new(expected);
        await ReadToDelimiterAsync(content, _maximumPart, cancellationToken);
        byte[] bytes = content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
        return new MultipartPart(headers, bytes);
    }

    private async ValueTask<bool> IsClosingAsync(CancellationToken cancellationToken)
    {
        await NeedAsync(2, cancellationToken);
        if (_buffer[_start] == '-' && _buffer[_start + 1] == '-')
        {
            return true;
        }

        // Transport padding: blanks up to the end of the delimiter's line.
        for (int padding = 0; ; padding++)
        {
            await NeedAsync(2, cancellationToken);
            if (_buffer[_start] == '\r' && _buffer[_start + 1] == '\n')
            {
                _start += 2;
                return false;
            }

            if (_buffer[_start] is not ((byte)' ' or (byte)'\t') || padding > MaximumHeaderBytes)
            {
                throw Malformed("a delimiter is followed by other characters");
            }

            _start++;
        }
    }

    private async ValueTask<Dictionary<string, string>> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        int total = 0;
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            {
                if (_end - _start > MaximumHeaderBytes)
                {
                    throw Malformed("a part's headers are too long");
                }

                await FillAsync(cancellationToken);
            }

            string text = Encoding.Latin1.GetString(_buffer, _start, line);
            _start += line + 2;
            total += line + 2;
            if (line == 0)
            {
                return headers;
            }

            if (total > MaximumHeaderBytes || headers.Count >= MaximumHeaders)
            {
                throw Malformed("a part's headers are too long");
            }

            int colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw Malformed("a part has a header line without a name");
            }

            headers[text[..colon].Trim()] = text[(colon + 1)..].Trim();
        }
    }

    private async ValueTask ReadToDelimiterAsync(MemoryStream? sink, long limit, CancellationToken cancellationToken)
    {
        long taken = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start, _end - _start).IndexOf(_delimiter);
            int whole = at >= 0 ? at : Math.Max(0, _end - _start - (_delimiter.Length - 1));
            taken += whole;
            if (taken > limit)
            {
                throw Malformed($"a part is larger than {limit} bytes");
            }

            sink?.Write(_buffer, _start, whole);
            _start += whole;
            if (at >= 0)
            {
                _start += _delimiter.Length;
                return;
            }

            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask NeedAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (read == 0)
        {
            throw Malformed("it ends before its last delimiter");
        }

        _end += read;
    }

    private static DicomWebException Malformed(string how) => new($"The server's multipart answer is malformed: {how}.", "try again; if it stays so, the server is at fault");
}

/// <summary>One part of a multipart body.</summary>
/// <param name="Headers">Its headers, names without case.</param>
/// <param name="Content">Its bytes.</param>
public sealed record MultipartPart(IReadOnlyDictionary<string, string> Headers, byte[] Content);
