using System.Buffers.Binary;

namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>Walks the marker segments of one JPEG image and has its scans decoded (ISO/IEC 10918-1 annex B).</summary>
internal ref struct JpegParser(ReadOnlySpan<byte> data, int rows, int columns, CancellationToken token)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private readonly JpegTables _tables = new();
    private JpegFrame? _frame;
    private int _position;
    private int? _adobeTransform;
    private bool _isJfif;

    /// <summary>Decodes all scans. The image must be of the size that the data set announces.</summary>
    internal JpegFrame Parse()
    {
        if (_data.Length < 4 || _data[0] != 0xFF || _data[1] != JpegMarker.StartOfImage)
        {
            throw new PixelDataException("The frame does not begin with a JPEG image (FF D8).");
        }

        _position = 2;
        while (NextMarker() is { } marker && marker != JpegMarker.EndOfImage)
        {
            if (marker is JpegMarker.StartOfImage or 1 or (>= JpegMarker.FirstRestart and <= JpegMarker.LastRestart))
            {
                continue;
            }

            ReadSegment(marker);
        }

        var frame = _frame ?? throw new PixelDataException("The JPEG data has no frame header.");
        if (!Array.TrueForAll(frame.Components, component => component.IsDecoded))
        {
            throw new PixelDataException("The JPEG data ends before all components are decoded.");
        }

        (frame.AdobeTransform, frame.IsJfif) = (_adobeTransform, _isJfif);
        return frame;
    }

    private byte? NextMarker()
    {
        while (_position + 1 < _data.Length)
        {
            if (_data[_position] == 0xFF && _data[_position + 1] is not (0 or 0xFF))
            {
                _position += 2;
                return _data[_position - 1];
            }

            _position++;
        }

        return null;
    }

    private void ReadSegment(byte marker)
    {
        if (_position + 2 > _data.Length)
        {
            throw PixelDataException.TooShort("The JPEG data", _position + 2, _data.Length);
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(_data[_position..]);
        if (length < 2 || _position + length > _data.Length)
        {
            throw PixelDataException.TooShort($"Segment FF {marker:X2} of the JPEG data", _position + length, _data.Length);
        }

        var segment = _data.Slice(_position + 2, length - 2);
        _position += length;
        switch (marker)
        {
            case JpegMarker.QuantizationTables: _tables.ReadQuantization(segment); break;
            case JpegMarker.HuffmanTables: _tables.ReadHuffman(segment); break;
            case JpegMarker.RestartInterval: _tables.ReadRestartInterval(segment); break;
            case JpegMarker.Application0: _isJfif |= segment.StartsWith("JFIF\0"u8); break;
            case JpegMarker.Application14 when segment.StartsWith("Adobe"u8) && segment.Length >= 12: _adobeTransform = segment[11]; break;
            case JpegMarker.StartOfScan: ReadScan(segment); break;
            case >= JpegMarker.BaselineFrame and <= JpegMarker.LastFrame when JpegMarker.IsFrame(marker): ReadFrame(marker, segment); break;
            case JpegMarker.ArithmeticConditioning: throw new PixelDataException("The JPEG data is arithmetically coded, which DICOM does not allow.");
            default: break;
        }
    }

    private void ReadFrame(byte marker, ReadOnlySpan<byte> segment)
    {
        if (_frame is not null || segment.Length < 6 || segment.Length < 6 + (3 * segment[5]) || segment[5] is 0 or > 4)
        {
            throw new PixelDataException("The JPEG frame header is damaged.");
        }

        var (precision, height, width) = (segment[0], BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
        var supported = marker switch
        {
            JpegMarker.BaselineFrame => precision == 8,
            JpegMarker.ExtendedFrame => precision is 8 or 12,
            JpegMarker.LosslessFrame => precision is >= 2 and <= 16,
            _ => throw new PixelDataException($"The JPEG process of marker FF {marker:X2} is not one that DICOM allows (baseline, extended, lossless)."),
        };
        if (!supported)
        {
            throw new PixelDataException($"The JPEG data has {precision} bits a sample, which its process does not allow.");
        }

        // A height of 0 means: told at the end (DNL). The data set has told it already.
        if ((height != 0 && height != rows) || width != columns)
        {
            throw new PixelDataException($"The JPEG image has {height} x {width} pixels, the data set announces {rows} x {columns}.");
        }

        var components = new JpegComponent[segment[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var entry = segment.Slice(6 + (3 * i), 3);
            var (horizontal, vertical) = (entry[1] >> 4, entry[1] & 15);
            if (horizontal is 0 or > 4 || vertical is 0 or > 4 || entry[2] > 3)
            {
                throw new PixelDataException("The JPEG frame header is damaged.");
            }

            components[i] = new JpegComponent(entry[0], horizontal, vertical, entry[2]);
        }

        _frame = new JpegFrame(marker, precision, width, rows, components);
        _frame.Allocate();
    }

    private void ReadScan(ReadOnlySpan<byte> segment)
    {
        var frame = _frame ?? throw new PixelDataException("The JPEG data has a scan before its frame header.");
        var count = segment.Length > 0 ? segment[0] : 0;
        if (count is 0 or > 4 || segment.Length < 4 + (2 * count))
        {
            throw new PixelDataException("A JPEG scan header is damaged.");
        }

        var components = new ScanComponent[count];
        for (var i = 0; i < count; i++)
        {
            var id = segment[1 + (2 * i)];
            var (dc, ac) = (segment[2 + (2 * i)] >> 4, segment[2 + (2 * i)] & 15);
            var component = Array.Find(frame.Components, candidate => candidate.Id == id && !candidate.IsDecoded);
            if (component is null || dc > 3 || ac > 3)
            {
                throw new PixelDataException($"A JPEG scan names component {id}, which the frame does not have or which is decoded already.");
            }

            component.IsDecoded = true;
            components[i] = new ScanComponent(component, dc, ac);
        }

        var rest = segment[(1 + (2 * count))..];
        var scan = new JpegScan(components, rest[0], rest[2] & 15, _tables);
        var reader = new JpegBitReader(_data, _position);
        if (frame.IsLossless)
        {
            LosslessScanDecoder.Decode(frame, scan, ref reader, token);
        }
        else
        {
            SequentialScanDecoder.Decode(frame, scan, ref reader, token);
        }

        _position = reader.Position;
    }
}
