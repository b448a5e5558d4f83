namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>Decodes a scan of the lossless process (ISO/IEC 10918-1 annex H): differences from one of seven predictions.</summary>
internal static class LosslessScanDecoder
{
    internal static void Decode(JpegFrame frame, JpegScan scan, ref JpegBitReader reader, CancellationToken token)
    {
        var predictor = scan.Start;
        var origin = frame.Precision - scan.PointTransform - 1;
        if (predictor is < 1 or > 7 || origin < 0)
        {
            throw new PixelDataException($"The JPEG lossless scan has predictor {predictor} and point transform {scan.PointTransform}.");
        }

        if (frame.MaxHorizontal != 1 || frame.MaxVertical != 1)
        {
            throw new PixelDataException("The JPEG lossless image has components of different sizes, which DICOM does not use.");
        }

        var interval = scan.RestartInterval;
        if (interval % frame.Width != 0)
        {
            throw new PixelDataException($"The JPEG lossless restart interval of {interval} is not a whole number of lines of {frame.Width}.");
        }

        var count = scan.Components.Length;
        var tables = Array.ConvertAll(scan.Components, entry => scan.Tables.Dc(entry.DcTable));
        var differences = new int[count * frame.Width];
        var linesPerInterval = interval / frame.Width;
        for (var line = 0; line < frame.Height; line++)
        {
            token.ThrowIfCancellationRequested();
            var isFirst = line == 0;
            if (linesPerInterval != 0 && line != 0 && line % linesPerInterval == 0)
            {
                reader.Restart((line / linesPerInterval) - 1);
                isFirst = true;
            }

            ReadLine(tables, differences, frame.Width, ref reader);
            for (var i = 0; i < count; i++)
            {
                var plane = scan.Components[i].Component.Plane;
                var current = plane.AsSpan(line * frame.Width, frame.Width);
                var above = isFirst ? default : plane.AsSpan((line - 1) * frame.Width, frame.Width);
                Predict(predictor, differences.AsSpan(i * frame.Width, frame.Width), above, current, 1 << origin);
            }
        }

        if (scan.PointTransform > 0)
        {
            foreach (var entry in scan.Components)
            {
                Shift(entry.Component.Plane, scan.PointTransform);
            }
        }
    }

    private static void ReadLine(HuffmanTable[] tables, int[] differences, int width, ref JpegBitReader reader)
    {
        for (var x = 0; x < width; x++)
        {
            for (var i = 0; i < tables.Length; i++)
            {
                var size = tables[i].Read(ref reader);
                differences[(i * width) + x] = size switch
                {
                    16 => 32768,
                    > 16 => throw new PixelDataException($"The JPEG data has a difference of {size} bits, near byte {reader.Position}."),
                    _ => reader.TakeSigned(size),
                };
            }
        }
    }

    /// <summary>Table H.1, modulo 2^16; the first line is predicted from the left, the first column from above.</summary>
    private static void Predict(int predictor, ReadOnlySpan<int> differences, ReadOnlySpan<ushort> above, Span<ushort> current, int origin)
    {
        current[0] = (ushort)(differences[0] + (above.IsEmpty ? origin : above[0]));
        if (predictor == 1 || above.IsEmpty)
        {
            for (var x = 1; x < current.Length; x++)
            {
                current[x] = (ushort)(current[x - 1] + differences[x]);
            }

            return;
        }

        for (var x = 1; x < current.Length; x++)
        {
            var (left, up, corner) = ((int)current[x - 1], (int)above[x], (int)above[x - 1]);
            var prediction = predictor switch
            {
                2 => up,
                3 => corner,
                4 => left + up - corner,
                5 => left + ((up - corner) >> 1),
                6 => up + ((left - corner) >> 1),
                _ => (left + up) >> 1,
            };
            current[x] = (ushort)(prediction + differences[x]);
        }
    }

    private static void Shift(ushort[] plane, int by)
    {
        foreach (ref var sample in plane.AsSpan())
        {
            sample = (ushort)(sample << by);
        }
    }
}
