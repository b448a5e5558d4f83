using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sinogram.Imaging.Codecs.Interop;

/// <summary>Bytes in memory as the stream of an OpenJPEG decoder, and the place where its first error message goes.</summary>
internal unsafe struct OpenJpegSource
{
    private const int MessageSize = 256;

    private readonly byte* _data;
    private readonly long _length;
    private long _position;
    private fixed byte _message[MessageSize];

    internal OpenJpegSource(byte* data, long length)
    {
        _data = data;
        _length = length;
    }

    /// <summary>The first error that the library reported, without its line end.</summary>
    internal string Message
    {
        get
        {
            fixed (byte* start = _message)
            {
                return Marshal.PtrToStringUTF8((nint)start)?.Trim() is { Length: > 0 } text ? text : "no reason given";
            }
        }
    }

    /// <summary>Makes the stream; <paramref name="source"/> must stay where it is while the stream is used.</summary>
    internal static OpenJpeg.StreamHandle Open(OpenJpegSource* source)
    {
        var stream = OpenJpeg.opj_stream_create(1 << 16, OpenJpeg.True);
        OpenJpeg.opj_stream_set_user_data(stream, source, null);
        OpenJpeg.opj_stream_set_user_data_length(stream, (ulong)source->_length);
        OpenJpeg.opj_stream_set_read_function(stream, &Read);
        OpenJpeg.opj_stream_set_skip_function(stream, &Skip);
        OpenJpeg.opj_stream_set_seek_function(stream, &Seek);
        return stream;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void KeepMessage(byte* text, void* state)
    {
        var source = (OpenJpegSource*)state;
        for (var i = 0; source->_message[0] == 0 || i > 0; i++)
        {
            source->_message[i] = i < MessageSize - 1 ? text[i] : (byte)0;
            if (source->_message[i] == 0)
            {
                return;
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Read(void* buffer, nuint count, void* state)
    {
        var source = (OpenJpegSource*)state;
        var left = source->_length - source->_position;
        if (left <= 0)
        {
            return nuint.MaxValue;
        }

        var taken = (nuint)Math.Min((ulong)left, count);
        NativeMemory.Copy(source->_data + source->_position, buffer, taken);
        source->_position += (long)taken;
        return taken;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Skip(long count, void* state)
    {
        var source = (OpenJpegSource*)state;
        if (count < 0)
        {
            return -1;
        }

        var skipped = Math.Min(count, source->_length - source->_position);
        source->_position += skipped;
        return skipped == 0 && count > 0 ? -1 : skipped;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Seek(long position, void* state)
    {
        var source = (OpenJpegSource*)state;
        if (position < 0 || position > source->_length)
        {
            return 0;
        }

        source->_position = position;
        return OpenJpeg.True;
    }
}
