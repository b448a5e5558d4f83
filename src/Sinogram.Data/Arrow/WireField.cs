using System.Collections.Immutable;

namespace Sinogram.Data.Arrow;

/// <summary>How a type's buffers look on the wire where they differ from a column's own.</summary>
internal enum WireLayout
{
    /// <summary>As in a column.</summary>
    Same,
    /// <summary>64-bit offsets: large text, binary, lists.</summary>
    Large,
    /// <summary>Binary of one fixed size.</summary>
    FixedBinary,
    /// <summary>Lists of one fixed size.</summary>
    FixedList,
    /// <summary>Milliseconds in 64 bits for a date.</summary>
    DateMilliseconds,
    /// <summary>32-bit time of day.</summary>
    Time32,
    /// <summary>A 32-bit count of months.</summary>
    Months,
    /// <summary>32-bit days and milliseconds.</summary>
    DayTime,
    /// <summary>16-bit floating point, widened to 32.</summary>
    Half,
    /// <summary>Text or bytes whose values say where they are.</summary>
    View,
    /// <summary>Lists whose values say where they are, in 32 or 64 bits.</summary>
    ListView,
    LargeListView,
    /// <summary>Equal values in a row are kept once.</summary>
    Runs,
    /// <summary>Values of several types; <see cref="WireField.Size"/> is 1 where they are kept densely.</summary>
    Union,
    /// <summary>Decimals of other widths.</summary>
    Decimal32, Decimal64, Decimal256,
}

/// <summary>A field of an Arrow schema, as it was sent.</summary>
internal sealed record WireField(Field Field, WireLayout Layout, int Size, ImmutableArray<WireField> Children)
{
    /// <summary>Of a dictionary: its number in the stream, and the field of its values.</summary>
    public long DictionaryId { get; init; }
    public WireField? Values { get; init; }

    /// <summary>Of a union: the number that stands for each child; by default its place.</summary>
    public ImmutableArray<int> Codes { get; init; } = [];

    /// <summary>Buffers of an array of this field, the validity among them.</summary>
    public int BufferCount => Values is not null ? 2 : Layout switch
    {
        WireLayout.Union => Size == 1 ? 2 : 1,
        WireLayout.Runs => 0,
        WireLayout.View => 2,
        WireLayout.ListView or WireLayout.LargeListView => 3,
        _ => OwnBufferCount,
    };

    private int OwnBufferCount => Field.Type.Id switch
    {
        TypeId.Null => 0,
        TypeId.Struct => 1,
        TypeId.String => 3,
        TypeId.Binary => Layout == WireLayout.FixedBinary ? 2 : 3,
        TypeId.List => Layout == WireLayout.FixedList ? 1 : 2,
        _ => 2,
    };

    /// <summary>All fields below and including this one, the values of dictionaries too.</summary>
    public IEnumerable<WireField> All() => [this, .. Children.SelectMany(c => c.All()), .. Values?.All() ?? []];
}
