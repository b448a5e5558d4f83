using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>Applies a profile to a data set and all its items, giving a new one; the original stays untouched.</summary>
internal sealed class DataSetDeidentifier(DeidentificationProfile profile, KeyedIdentities identities, string pseudonym)
{
    private readonly Dictionary<DeidentificationAction, int> _counts = [];

    /// <summary>How many elements met which action.</summary>
    public IReadOnlyDictionary<DeidentificationAction, int> Counts => _counts;

    public DataSet Apply(DataSet original) => Apply(original, null, inDummy: false);

    private DataSet Apply(DataSet original, DataSet? parent, bool inDummy)
    {
        var result = new DataSet(parent) { HasUndefinedLength = original.HasUndefinedLength };
        var isCode = IsCode(original);
        foreach (var element in original)
        {
            var tag = element.Tag;
            if (tag.Group is < 8 || tag.IsGroupLength)
            {
                continue;
            }
            var action = profile.ActionOf(tag);
            if (action == DeidentificationAction.Keep && (Dictionary.Find(tag) is null || IsOverlay(tag)))
            {
                // Neither the table nor the dictionary knows it, so nobody can say that it does not identify;
                // and an overlay whose data goes is not valid without it, so that it goes whole.
                action = DeidentificationAction.Remove;
            }
            _counts[action] = _counts.GetValueOrDefault(action) + 1;
            if (Act(element, action, original, result, inDummy, isCode) is { } kept)
            {
                result.Set(kept);
            }
        }
        return result;
    }

    private static bool IsOverlay(Tag tag) => tag.Group is >= 0x6000 and <= 0x60FF;

    private Element? Act(Element element, DeidentificationAction action, DataSet original, DataSet result, bool inDummy, bool isCode)
    {
        if (action is DeidentificationAction.Remove or DeidentificationAction.Clean)
        {
            return null;
        }
        var items = UnknownSequence.ItemsOf(element, original);
        if (element.Tag == Tags.PatientID)
        {
            return DummyValues.OfText(element.Tag, VR.LO, pseudonym);
        }
        if (element.Tag == Tags.PatientName)
        {
            return DummyValues.OfText(element.Tag, VR.PN, pseudonym);
        }
        if (items is null && UnknownSequence.Is(element))
        {
            // Announced as a sequence, but its bytes are none: nothing can be said about what they hold.
            return new Element(element.Tag, Array.Empty<DataSet>());
        }
        switch (action)
        {
            case DeidentificationAction.Empty:
                return items is null ? new Element(element.Tag, element.VR, default(ReadOnlyMemory<byte>)) : new Element(element.Tag, Array.Empty<DataSet>());
            case DeidentificationAction.Dummy:
                return items is not null ? Nested(element, items, result, inDummy: true) : element.IsEmpty ? element : DummyValues.For(element);
            case DeidentificationAction.ReplaceUid:
                return items is not null ? Nested(element, items, result, inDummy && StaysInDummy(element.Tag, items)) : ReplaceUids(element);
        }
        if (items is not null)
        {
            return Nested(element, items, result, inDummy && StaysInDummy(element.Tag, items));
        }
        return inDummy && IsContent(element, isCode) ? Dummied(element, isCode) : element;
    }

    private Element Nested(Element element, IReadOnlyList<DataSet> items, DataSet result, bool inDummy)
    {
        var copies = new DataSet[items.Count];
        for (var i = 0; i < copies.Length; i++)
        {
            copies[i] = Apply(items[i], result, inDummy);
        }
        return new Element(element.Tag, element.StoredVR == VR.UN ? VR.SQ : element.StoredVR, copies, 0, element.HasUndefinedLength);
    }

    private Element ReplaceUids(Element element)
    {
        if (element.IsEmpty)
        {
            return element;
        }
        var values = element.GetText(CharacterSet.Default).Split('\\');
        var replaced = string.Join('\\', values.Select(v => v.Trim(' ', '\0')).Select(v => v.Length == 0 ? "" : identities.NewUid(v)));
        return DummyValues.OfText(element.Tag, VR.UI, replaced);
    }

    private static Element Dummied(Element element, bool isCode) =>
        isCode && element.Tag == Tags.CodingSchemeDesignator ? DummyValues.OfText(element.Tag, VR.SH, DummyValues.CodingScheme) : DummyValues.For(element);

    /// <summary>Whether an element within a sequence that is replaced by a dummy carries what the sequence says, and not how it is built.</summary>
    internal static bool IsContent(Element element, bool isCode)
    {
        if (element.IsEmpty)
        {
            return false;
        }
        var tag = element.Tag;
        return element.VR switch
        {
            VR.LO or VR.LT or VR.PN or VR.SH or VR.ST or VR.UC or VR.UT or VR.UR or VR.AE or VR.DA or VR.DT or VR.TM or VR.AS => true,
            VR.DS or VR.FD => tag == Tags.NumericValue || tag == Tags.FloatingPointValue,
            VR.CS => false,
            _ => isCode && element.VR.IsText() && element.VR != VR.UI,
        };
    }

    /// <summary>Whether a sequence within one that is replaced by a dummy is replaced too: a code that names a concept or a unit is not, one that is a value is.</summary>
    internal static bool StaysInDummy(Tag tag, IReadOnlyList<DataSet> items) => tag == Tags.ConceptCodeSequence || !items.Any(IsCode);

    internal static bool IsCode(DataSet item) => item.Contains(Tags.CodeValue) || item.Contains(Tags.LongCodeValue) || item.Contains(Tags.URNCodeValue);
}
