using System.Runtime.InteropServices;

namespace Sinogram.Imaging.Codecs;

/// <summary>One decoded frame: samples by row, the samples of a pixel side by side, in the machine's byte order.</summary>
public sealed class DecodedFrame
{
    /// <summary>Wraps <paramref name="samples"/>, whose length must be that of the frame.</summary>
    public DecodedFrame(int rows, int columns, int samplesPerPixel, SampleType type, PhotometricInterpretation photometric, byte[] samples)
    {
        var needed = (long)rows * columns * samplesPerPixel * type.Size();
        if (samples.Length != needed)
        {
            throw new ArgumentException($"{needed} bytes of samples are needed, not {samples.Length}.", nameof(samples));
        }

        (Rows, Columns, SamplesPerPixel, Type, Photometric, Bytes) = (rows, columns, samplesPerPixel, type, photometric, samples);
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>Samples of one pixel.</summary>
    public int SamplesPerPixel { get; }

    /// <summary>The type of one sample.</summary>
    public SampleType Type { get; }

    /// <summary>What the samples mean now: decoding may have expanded or converted the colours.</summary>
    public PhotometricInterpretation Photometric { get; }

    /// <summary>The samples may show who the patient is, as text burned into them.</summary>
    public bool MayIdentify { get; internal set; }

    /// <summary>Rows x columns x samples values.</summary>
    public int SampleCount => Rows * Columns * SamplesPerPixel;

    /// <summary>The samples as bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>The samples as <typeparamref name="T"/>, which must be of the size of <see cref="Type"/>.</summary>
    public Span<T> As<T>()
        where T : unmanaged => System.Runtime.CompilerServices.Unsafe.SizeOf<T>() == Type.Size()
            ? MemoryMarshal.Cast<byte, T>(Bytes.AsSpan())
            : throw new ArgumentException($"Samples are {Type}, not {typeof(T).Name}.");

    /// <summary>The samples as 32 bit floats, converted.</summary>
    public float[] ToFloats()
    {
        var values = new float[SampleCount];
        switch (Type)
        {
            case SampleType.UInt8: Convert(As<byte>(), values); break;
            case SampleType.Int8: Convert(As<sbyte>(), values); break;
            case SampleType.UInt16: Convert(As<ushort>(), values); break;
            case SampleType.Int16: Convert(As<short>(), values); break;
            case SampleType.UInt32: Convert(As<uint>(), values); break;
            case SampleType.Int32: Convert(As<int>(), values); break;
            case SampleType.Float32: As<float>().CopyTo(values); break;
            default: Convert(As<double>(), values); break;
        }

        return values;
    }

    private static void Convert<T>(ReadOnlySpan<T> source, float[] target)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = float.CreateTruncating(source[i]);
        }
    }
}
