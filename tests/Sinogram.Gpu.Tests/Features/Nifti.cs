using System.Buffers.Binary;
using System.IO.Compression;

namespace Sinogram.Gpu.Tests.Features;

/// <summary>Reads the voxels of a little-endian NIfTI-1 file; enough for the reference volumes.</summary>
internal static class Nifti
{
    internal static float[] Read(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        file.CopyTo(memory);
        var bytes = memory.ToArray();
        var dimensions = Enumerable.Range(1, 7).Select(i => (int)Math.Max((short)1, BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(40 + 2 * i))));
        var count = dimensions.Aggregate(1, (a, b) => a * b);
        var type = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(70));
        var data = (int)BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(108));
        var slope = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(112));
        var intercept = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(116));
        var voxels = new float[count];
        for (var i = 0; i < count; i++)
        {
            var value = type switch
            {
                2 => bytes[data + i],
                4 => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(data + 2 * i)),
                8 => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(data + 4 * i)),
                16 => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(data + 4 * i)),
                64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(data + 8 * i)),
                512 => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(data + 2 * i)),
                _ => throw new NotSupportedException($"NIfTI data type {type}"),
            };
            voxels[i] = (float)(slope == 0 ? value : value * slope + intercept);
        }
        return voxels;
    }
}
