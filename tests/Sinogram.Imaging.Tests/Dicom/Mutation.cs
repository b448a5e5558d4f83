using System.Buffers.Binary;

namespace Sinogram.Imaging.Tests.Dicom;

/// <summary>Damages bytes the way broken and hostile files are damaged; the same seed gives the same damage.</summary>
internal static class Mutation
{
    private static readonly uint[] Extremes = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFF8, 0x00010000];

    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            if (bytes.Length < 16)
            {
                return bytes;
            }
            var place = random.Next(bytes.Length - 8);
            switch (random.Next(8))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(bytes.AsSpan(place, 1 + random.Next(8)));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place), Extremes[random.Next(Extremes.Length)]);
                    break;
                case 3:
                    bytes = bytes[..(8 + random.Next(bytes.Length - 8))];
                    break;
                case 4:
                    var length = 1 + random.Next(Math.Min(256, bytes.Length - place));
                    bytes = [.. bytes[..(place + length)], .. bytes[place..]];
                    break;
                case 5:
                    var gap = 1 + random.Next(Math.Min(64, bytes.Length - place));
                    bytes = [.. bytes[..place], .. bytes[(place + gap)..]];
                    break;
                case 6:
                    // A sequence begins where none was.
                    "\u0008\u0000\u0010\u0011SQ\0\0\u00ff\u00ff\u00ff\u00ff"u8[..8].CopyTo(bytes.AsSpan(place));
                    break;
                default:
                    var vr = (ReadOnlySpan<string>)["SQ", "UN", "OB", "UI", "DS", "PN", "AT", "zz"];
                    var letters = vr[random.Next(vr.Length)];
                    (bytes[place], bytes[place + 1]) = ((byte)letters[0], (byte)letters[1]);
                    break;
            }
        }
        return bytes;
    }
}
