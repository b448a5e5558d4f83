using System.Runtime.InteropServices;

namespace Sinogram.Imaging.Codecs;

/// <summary>From the unsigned samples of an image format to the samples that the data set describes.</summary>
internal static class CodedSamples
{
    /// <summary>
    /// Widens samples of <paramref name="bytes"/> bytes to the allocated size. Image formats mostly code signed pixels as unsigned bits:
    /// the sign is the highest of the <paramref name="precision"/> coded bits.
    /// </summary>
    internal static DecodedFrame ToFrame(byte[] samples, int bytes, int precision, PixelDescription description, PhotometricInterpretation photometric)
    {
        var type = description.SampleType;
        if (bytes == 1 && type.Size() == 2)
        {
            var wide = new byte[samples.Length * 2];
            var target = MemoryMarshal.Cast<byte, ushort>(wide.AsSpan());
            for (var i = 0; i < samples.Length; i++)
            {
                target[i] = samples[i];
            }

            samples = wide;
        }
        else if (bytes != type.Size())
        {
            throw new PixelDataException($"The image has {precision} bits a sample, the data set allocates {description.BitsAllocated}.");
        }

        UnusedBits.Clear(samples, description with { HighBit = Math.Min(precision, description.BitsAllocated) - 1 });
        return new DecodedFrame(description.Rows, description.Columns, description.SamplesPerPixel, type, photometric, samples);
    }
}
