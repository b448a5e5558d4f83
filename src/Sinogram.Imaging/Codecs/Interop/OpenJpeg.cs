using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sinogram.Imaging.Codecs.Interop;

/// <summary>The decoding half of OpenJPEG 2.5 (openjpeg.h).</summary>
internal static unsafe partial class OpenJpeg
{
    internal const string Library = "libopenjp2.so.7";
    internal const string Package = "libopenjp2-7";

    internal const int CodecCodestream = 0;
    internal const int CodecJp2 = 2;
    internal const int True = 1;

    /// <summary>More than <c>sizeof(opj_dparameters_t)</c>, which the library fills itself.</summary>
    internal const int ParametersSize = 16384;

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CodecHandle opj_create_decompress(int format);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_destroy_codec(nint codec);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_set_default_decoder_parameters(byte* parameters);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int opj_setup_decoder(CodecHandle codec, byte* parameters);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int opj_set_error_handler(CodecHandle codec, delegate* unmanaged[Cdecl]<byte*, void*, void> handler, void* data);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int opj_read_header(StreamHandle stream, CodecHandle codec, Image** image);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int opj_decode(CodecHandle codec, StreamHandle stream, Image* image);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_image_destroy(Image* image);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial StreamHandle opj_stream_create(nuint bufferSize, int isInput);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_stream_destroy(nint stream);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_stream_set_read_function(StreamHandle stream, delegate* unmanaged[Cdecl]<void*, nuint, void*, nuint> function);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_stream_set_skip_function(StreamHandle stream, delegate* unmanaged[Cdecl]<long, void*, long> function);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_stream_set_seek_function(StreamHandle stream, delegate* unmanaged[Cdecl]<long, void*, int> function);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_stream_set_user_data(StreamHandle stream, void* data, void* free);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void opj_stream_set_user_data_length(StreamHandle stream, ulong length);

    /// <summary><c>opj_image_comp_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Component
    {
        internal uint StepX;
        internal uint StepY;
        internal uint Width;
        internal uint Height;
        internal uint OffsetX;
        internal uint OffsetY;
        internal uint Precision;
        internal uint ObsoleteBits;
        internal uint IsSigned;
        internal uint DecodedResolutions;
        internal uint Factor;
        internal int* Data;
        internal ushort Alpha;
    }

    /// <summary><c>opj_image_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Image
    {
        internal uint Left;
        internal uint Top;
        internal uint Right;
        internal uint Bottom;
        internal uint ComponentCount;
        internal int ColorSpace;
        internal Component* Components;
        internal byte* IccProfile;
        internal uint IccProfileLength;
    }

    /// <summary>A decoder.</summary>
    internal sealed class CodecHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            opj_destroy_codec(handle);
            return true;
        }
    }

    /// <summary>A stream of bytes to decode.</summary>
    internal sealed class StreamHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            opj_stream_destroy(handle);
            return true;
        }
    }
}
