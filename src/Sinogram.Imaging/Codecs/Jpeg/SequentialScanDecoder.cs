namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>Decodes a scan of the sequential DCT processes (ISO/IEC 10918-1 annex F.2), 8 and 12 bit.</summary>
internal static class SequentialScanDecoder
{
    internal static void Decode(JpegFrame frame, JpegScan scan, ref JpegBitReader reader, CancellationToken token)
    {
        // A scan of one component has its own blocks only, without the padding of an interleaved one (A.2.2).
        var single = scan.Components.Length == 1;
        var first = scan.Components[0].Component;
        var across = single ? JpegComponent.DivideUp(first.Width, 8) : JpegComponent.DivideUp(frame.Width, frame.MaxHorizontal * 8);
        var down = single ? JpegComponent.DivideUp(first.Height, 8) : JpegComponent.DivideUp(frame.Height, frame.MaxVertical * 8);
        Span<int> predictions = stackalloc int[4];
        Span<int> block = stackalloc int[64];
        var sinceRestart = 0;
        var restarts = 0;
        for (var row = 0; row < down; row++)
        {
            token.ThrowIfCancellationRequested();
            for (var column = 0; column < across; column++)
            {
                if (scan.RestartInterval != 0 && sinceRestart == scan.RestartInterval)
                {
                    reader.Restart(restarts++);
                    predictions.Clear();
                    sinceRestart = 0;
                }

                for (var i = 0; i < scan.Components.Length; i++)
                {
                    var component = scan.Components[i].Component;
                    var (wide, high) = single ? (1, 1) : (component.Horizontal, component.Vertical);
                    for (var unit = 0; unit < wide * high; unit++)
                    {
                        var (y, x) = Math.DivRem(unit, wide);
                        var isFlat = ReadBlock(scan, scan.Components[i], ref predictions[i], ref reader, block);
                        var at = (((((row * high) + y) * component.Stride) + (column * wide) + x) * 8);
                        InverseCosineTransform.Transform(block, isFlat, component.Plane.AsSpan(at), component.Stride, frame.Precision);
                    }
                }

                sinceRestart++;
            }
        }
    }

    /// <summary>Reads and dequantizes one block. True when it has no coefficient but the first.</summary>
    private static bool ReadBlock(JpegScan scan, ScanComponent entry, ref int prediction, ref JpegBitReader reader, scoped Span<int> block)
    {
        var quantization = scan.Tables.Quantization(entry.Component.Quantization);
        var ac = scan.Tables.Ac(entry.AcTable);
        block.Clear();
        var size = scan.Tables.Dc(entry.DcTable).Read(ref reader);
        if (size > 15)
        {
            throw new PixelDataException($"The JPEG data has a difference of {size} bits, near byte {reader.Position}.");
        }

        prediction += reader.TakeSigned(size);
        block[0] = prediction * quantization[0];
        var isFlat = true;
        for (var k = 1; k < 64; k++)
        {
            var symbol = ac.Read(ref reader);
            var (run, bits) = (symbol >> 4, symbol & 15);
            if (bits == 0)
            {
                if (run != 15)
                {
                    break;
                }

                k += 15;
                continue;
            }

            k += run;
            if (k > 63)
            {
                throw new PixelDataException($"The JPEG data has a block with more than 64 coefficients, near byte {reader.Position}.");
            }

            var natural = JpegTables.Zigzag[k];
            block[natural] = reader.TakeSigned(bits) * quantization[natural];
            isFlat = false;
        }

        return isFlat;
    }
}
