using System.Runtime.CompilerServices;

namespace Sinogram.Data.Arrays;

/// <summary>A text as two words, as the engine keeps it: its length and first four bytes, then eight more bytes or, beyond twelve, the address.</summary>
internal static unsafe class TextWords
{
    /// <summary>Texts of so many bytes are in the words whole.</summary>
    public const int Inlined = 12;

    /// <summary>Reads nothing beyond the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong Low, ulong High) Of(byte* first, uint length)
    {
        ulong low = 0, high = 0;
        if (length > Inlined)
        {
            (low, high) = (*(uint*)first, (ulong)first);
        }
        else if (length >= 8)
        {
            var eight = *(ulong*)first;
            // The last four, of which some may be among the first eight.
            var last = (ulong)*(uint*)(first + length - 4) >> (int)((12 - length) * 8);
            (low, high) = ((uint)eight, (eight >> 32) | (length == 8 ? 0 : last << 32));
        }
        else if (length >= 4)
        {
            (low, high) = (*(uint*)first, (ulong)*(uint*)(first + length - 4) >> (int)((8 - length) * 8));
        }
        else
        {
            for (var at = 0; at < length; at++) { low |= (ulong)first[at] << (at * 8); }
        }
        return (length | (low << 32), high);
    }
}
