using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sinogram.Imaging.Codecs.Interop;

/// <summary>The decoder of CharLS 2 (charls_jpegls_decoder.h).</summary>
internal static unsafe partial class CharLs
{
    internal const string Library = "libcharls.so.2";
    internal const string Package = "libcharls2";

    internal const int InterleaveNone = 0;

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial DecoderHandle charls_jpegls_decoder_create();

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void charls_jpegls_decoder_destroy(nint decoder);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int charls_jpegls_decoder_set_source_buffer(DecoderHandle decoder, byte* source, nuint size);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int charls_jpegls_decoder_read_header(DecoderHandle decoder);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int charls_jpegls_decoder_get_frame_info(DecoderHandle decoder, FrameInfo* info);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int charls_jpegls_decoder_get_interleave_mode(DecoderHandle decoder, int* mode);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int charls_jpegls_decoder_get_destination_size(DecoderHandle decoder, uint stride, nuint* size);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int charls_jpegls_decoder_decode_to_buffer(DecoderHandle decoder, byte* destination, nuint size, uint stride);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial byte* charls_get_error_message(int error);

    internal static string Message(int error) => Marshal.PtrToStringUTF8((nint)charls_get_error_message(error)) ?? $"error {error}";

    /// <summary><c>charls_frame_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FrameInfo
    {
        internal uint Width;
        internal uint Height;
        internal int BitsPerSample;
        internal int ComponentCount;
    }

    /// <summary>A decoder.</summary>
    internal sealed class DecoderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            charls_jpegls_decoder_destroy(handle);
            return true;
        }
    }
}
