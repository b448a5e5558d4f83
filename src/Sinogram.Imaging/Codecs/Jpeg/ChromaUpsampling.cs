namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>Brings a component that was sampled more coarsely to the size of the image.</summary>
internal static class ChromaUpsampling
{
    /// <summary>The component's samples, one for each pixel. Halves are interpolated (3 parts of the nearer sample, 1 of the farther), other ratios repeated.</summary>
    internal static ushort[] Expand(JpegFrame frame, JpegComponent component)
    {
        var result = new ushort[frame.Width * frame.Height];
        var across = frame.MaxHorizontal / component.Horizontal;
        var down = frame.MaxVertical / component.Vertical;
        if (frame.MaxHorizontal % component.Horizontal != 0 || frame.MaxVertical % component.Vertical != 0)
        {
            throw new PixelDataException("The JPEG image has sampling factors that do not divide each other.");
        }

        var line = new int[component.Width];
        for (var y = 0; y < frame.Height; y++)
        {
            var target = result.AsSpan(y * frame.Width, frame.Width);
            var near = y / down;
            var source = component.Plane.AsSpan(near * component.Stride, component.Width);
            if (across == 2 && down <= 2 && component.Width > 1)
            {
                var far = down == 1 ? near : Math.Clamp(near + ((y & 1) == 0 ? -1 : 1), 0, component.Height - 1);
                Blend(source, component.Plane.AsSpan(far * component.Stride, component.Width), down == 2, line);
                Double(line, target, down == 2 ? 2 : 0);
                continue;
            }

            for (var x = 0; x < target.Length; x++)
            {
                target[x] = source[x / across];
            }
        }

        return result;
    }

    private static void Blend(ReadOnlySpan<ushort> near, ReadOnlySpan<ushort> far, bool isBetween, int[] line)
    {
        for (var x = 0; x < line.Length; x++)
        {
            line[x] = isBetween ? (3 * near[x]) + far[x] : near[x];
        }
    }

    /// <summary>Doubles a line whose values carry <paramref name="scale"/> more bits; rounds down and up in turn, so that no drift remains.</summary>
    private static void Double(int[] line, Span<ushort> target, int scale)
    {
        var low = scale == 0 ? 1 : 8;
        var high = scale == 0 ? 2 : 7;
        var last = line.Length - 1;
        for (var x = 0; x < target.Length; x++)
        {
            var at = x >> 1;
            var other = Math.Clamp((x & 1) == 0 ? at - 1 : at + 1, 0, last);
            target[x] = (ushort)(((3 * line[at]) + line[other] + ((x & 1) == 0 ? low : high)) >> (scale + 2));
        }
    }
}
