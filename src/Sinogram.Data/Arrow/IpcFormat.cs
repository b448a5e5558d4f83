namespace Sinogram.Data.Arrow;

/// <summary>Numbers of the Arrow IPC format (Message.fbs, Schema.fbs, File.fbs of the Arrow columnar format 1.5).</summary>
internal static class IpcFormat
{
    public const short Version5 = 4;
    public const byte SchemaHeader = 1;
    public const byte DictionaryHeader = 2;
    public const byte RecordHeader = 3;
    public const uint Continuation = 0xFFFFFFFF;
    public static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    public const byte Null = 1;
    public const byte Int = 2;
    public const byte FloatingPoint = 3;
    public const byte Binary = 4;
    public const byte Utf8 = 5;
    public const byte Bool = 6;
    public const byte Decimal = 7;
    public const byte Date = 8;
    public const byte Time = 9;
    public const byte Timestamp = 10;
    public const byte Interval = 11;
    public const byte List = 12;
    public const byte Struct = 13;
    public const byte FixedSizeBinary = 15;
    public const byte FixedSizeList = 16;
    public const byte Map = 17;
    public const byte Duration = 18;
    public const byte LargeBinary = 19;
    public const byte LargeUtf8 = 20;
    public const byte LargeList = 21;
    public const byte Union = 14;
    public const byte RunEndEncoded = 22;
    public const byte BinaryView = 23;
    public const byte Utf8View = 24;
    public const byte ListView = 25;
    public const byte LargeListView = 26;

    /// <summary>Nesting deeper than this is refused.</summary>
    public const int MaximumDepth = 64;

    /// <summary>A schema or a record batch's metadata larger than this is refused.</summary>
    public const int MaximumMetadata = 64 << 20;

    public static int Padded(int length) => (length + 7) & ~7;

    public static long Padded(long length) => (length + 63) & ~63L;
}
