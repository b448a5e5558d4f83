using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Sinogram.Imaging.Dicom;

/// <summary>An ordered list of data elements: a whole data set, or an item of a sequence. Not safe for writing from several threads.</summary>
/// <remarks>Elements keep the order of the file; one that is set goes to its place by tag. Of a tag that a broken file has twice, the first counts.</remarks>
public sealed partial class DataSet : IReadOnlyCollection<Element>
{
    private readonly List<Element> _elements;
    private bool _isSorted = true;
    private CharacterSet? _characterSet;

    /// <summary>An empty data set.</summary>
    public DataSet() => _elements = [];

    /// <summary>An empty item of a sequence in <paramref name="parent"/>, whose character set it takes over.</summary>
    public DataSet(DataSet? parent)
    {
        _elements = new List<Element>(parent is null ? 64 : 4);
        Parent = parent;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>The data set in whose sequence this is an item.</summary>
    public DataSet? Parent { get; }

    /// <summary>How many sequences this is nested in.</summary>
    internal int Depth { get; }

    /// <summary>The number of elements, nested ones not counted.</summary>
    public int Count => _elements.Count;

    /// <summary>Whether any element in here, nested ones too, holds a value that identifies (<see cref="Element.Identified"/>).</summary>
    public bool IsIdentified => Descendants().Any(d => d.Element is { Identified: true, IsEmpty: false });

    /// <summary>Whether the file gave this item no length but a delimiter.</summary>
    public bool HasUndefinedLength { get; internal set; } = true;

    /// <summary>The character set of the text in here: its own (0008,0005) or that of the data set around it.</summary>
    public CharacterSet CharacterSet => _characterSet ??= FindCharacterSet();

    /// <summary>The element of a tag; null where there is none.</summary>
    public Element? this[Tag tag] => Find(tag);

    /// <summary>The element of a tag; null where there is none.</summary>
    public Element? Find(Tag tag)
    {
        var index = IndexOf(tag);
        return index >= 0 ? _elements[index] : null;
    }

    /// <summary>Whether there is an element of this tag, be it empty.</summary>
    public bool Contains(Tag tag) => IndexOf(tag) >= 0;

    /// <summary>Gives the element of a tag, where there is one.</summary>
    public bool TryGet(Tag tag, [NotNullWhen(true)] out Element? element) => (element = Find(tag)) is not null;

    /// <summary>Adds an element, or puts it in the place of the one with the same tag.</summary>
    public void Set(Element element)
    {
        ArgumentNullException.ThrowIfNull(element);
        if (element.Tag == Tags.SpecificCharacterSet)
        {
            _characterSet = null;
        }
        var index = IndexOf(element.Tag);
        if (index >= 0)
        {
            _elements[index] = element;
            return;
        }
        var place = _isSorted ? ~index : _elements.FindIndex(e => e.Tag > element.Tag);
        _elements.Insert(place < 0 ? _elements.Count : place, element);
    }

    /// <summary>Removes all elements of a tag; false where there was none.</summary>
    public bool Remove(Tag tag)
    {
        if (tag == Tags.SpecificCharacterSet)
        {
            _characterSet = null;
        }
        return _elements.RemoveAll(e => e.Tag == tag) > 0;
    }

    /// <summary>This data set's elements and those of all nested items, depth first, each with the data set it stands in.</summary>
    public IEnumerable<(DataSet DataSet, Element Element)> Descendants()
    {
        var pending = new Stack<(DataSet DataSet, int Next)>();
        pending.Push((this, 0));
        while (pending.TryPop(out var place))
        {
            if (place.Next >= place.DataSet._elements.Count)
            {
                continue;
            }
            var element = place.DataSet._elements[place.Next];
            pending.Push((place.DataSet, place.Next + 1));
            yield return (place.DataSet, element);
            for (var i = (element.Items?.Count ?? 0) - 1; i >= 0; i--)
            {
                pending.Push((element.Items![i], 0));
            }
        }
    }

    public List<Element>.Enumerator GetEnumerator() => _elements.GetEnumerator();

    /// <summary>How many elements there are; never a value.</summary>
    public override string ToString() => Count == 1 ? "data set of 1 element" : $"data set of {Count} elements";

    IEnumerator<Element> IEnumerable<Element>.GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _elements.GetEnumerator();

    internal void Append(Element element)
    {
        _isSorted = _isSorted && (_elements.Count == 0 || _elements[^1].Tag < element.Tag);
        _elements.Add(element);
    }

    private int IndexOf(Tag tag)
    {
        if (!_isSorted)
        {
            return _elements.FindIndex(e => e.Tag == tag);
        }
        var (low, high) = (0, _elements.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = _elements[middle].Tag.CompareTo(tag);
            if (order == 0)
            {
                return middle;
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    private CharacterSet FindCharacterSet() =>
        Find(Tags.SpecificCharacterSet) is { } own ? CharacterSet.Parse(own.Value.Span) : Parent?.CharacterSet ?? CharacterSet.Default;
}
