using Sinogram.Data.Privacy;

namespace Sinogram.Data.Engine.Lineage;

/// <summary>What of a value identifies: nothing, all of it, or the parts of a list or a struct that do.</summary>
internal sealed record Mark
{
    /// <summary>Identifies nobody.</summary>
    public static Mark None { get; } = new();

    /// <summary>Identifies, and it is not told what of it.</summary>
    public static Mark Whole { get; } = new() { IsWhole = true };

    /// <summary>All of it identifies.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>What of a list's elements does; null for what is no list, or not known to be one.</summary>
    public Mark? Element { get; private init; }

    /// <summary>What of a struct's fields does, in their order; null for what is no struct, or not known to be one.</summary>
    public IReadOnlyList<(string Name, Mark Mark)>? Fields { get; private init; }

    /// <summary>The places in a list, from 1, whose elements identify, where they are told apart by their places: the fields of a line without names.</summary>
    public IReadOnlySet<int>? Places { get; private init; }

    /// <summary>For a value whose fields are not known: whether one identifies by its name.</summary>
    public Func<string, bool>? ByName { get; private init; }

    /// <summary>The attribute that it is, where it is one and not several.</summary>
    public string? Attribute { get; private init; }

    /// <summary>What of it identifies are values of registered columns as they are, or spelled otherwise by a cast alone.</summary>
    public bool IsRegistered { get; private init; }

    /// <summary>It is a day in another unit, which tells the day as a number with a fraction does, too.</summary>
    public bool IsInstant { get; private init; }

    /// <summary>Anything of it identifies.</summary>
    public bool Identifies => IsWhole || Element is { Identifies: true } || (Fields?.Any(f => f.Mark.Identifies) ?? false);

    /// <summary>The mark of a column of a table.</summary>
    public static Mark Of(Field field, string attribute) =>
        !field.Identified && IdentifyingColumns.PlacesOf(field) is { Count: > 0 } places ? new Mark { IsWhole = true, Places = places } : Of(field.Type, field.Identified, attribute);

    /// <summary>A value of a file, whose fields identify by their names.</summary>
    /// <param name="isWhole">It identifies itself.</param>
    /// <param name="byName">Whether a field does.</param>
    public static Mark OfFile(bool isWhole, Func<string, bool> byName) => new() { IsWhole = isWhole, ByName = byName };

    /// <summary>A list of elements.</summary>
    public static Mark List(Mark element) => new() { Element = element, Attribute = element.Attribute, IsRegistered = element.IsRegistered };

    /// <summary>A struct.</summary>
    public static Mark Struct(IEnumerable<(string Name, Mark Mark)> fields)
    {
        (string Name, Mark Mark)[] all = [.. fields];
        return new Mark { Fields = all, Attribute = One(all.Select(f => f.Mark)), IsRegistered = all.All(f => f.Mark.IsRegistered || !f.Mark.Identifies) };
    }

    /// <summary>What is computed from several values, in a way that is not followed.</summary>
    public static Mark Any(IEnumerable<Mark> marks)
    {
        var all = marks.ToList();
        return all.Any(m => m.Identifies) ? Whole with { Attribute = One(all), IsInstant = all.Any(m => m.IsInstant) } : None;
    }

    /// <summary>One of two values.</summary>
    public static Mark Either(Mark a, Mark b)
    {
        if (a.Element is { } left && b.Element is { } right)
        {
            return List(Either(left, right));
        }

        if (a.Fields is { } fields && b.Fields is { } others && fields.Count == others.Count)
        {
            return Struct(fields.Zip(others, (x, y) => (x.Name, Either(x.Mark, y.Mark))));
        }

        return !a.Identifies && a.Fields is null && a.Element is null && a.ByName is null ? b : !b.Identifies && b.Fields is null && b.Element is null && b.ByName is null ? a : Any([a, b]) with { IsRegistered = a.IsRegistered && b.IsRegistered };
    }

    /// <summary>A field of a struct.</summary>
    public Mark Field(string name) =>
        ByName is not null ? OfFile(ByName(name), ByName)
        : Fields is null ? Flat() : Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase)).Mark ?? Flat();

    /// <summary>An element of a list; of what is not known to be one, all of it.</summary>
    public Mark OfElement() => Element ?? (ByName is null ? Flat() : this);

    /// <summary>The element at a place, from 1.</summary>
    public Mark At(int place) => Places is null ? OfElement() : Places.Contains(place) ? Whole : None;

    /// <summary>The same for a value whose parts are not told apart any more.</summary>
    public Mark Flat() => Identifies ? Whole with { Attribute = Attribute, IsRegistered = IsRegistered, IsInstant = IsInstant } : None;

    /// <summary>The same for a day that is told in another unit.</summary>
    public Mark Instant() => Identifies ? Flat() with { IsInstant = true, IsRegistered = false } : None;

    private static Mark Of(DataType type, bool isIdentified, string attribute) => type switch
    {
        ListType list => List(Of(list.Element.Type, isIdentified || list.Element.Identified, attribute)),
        StructType record => Struct(record.Children.Select(c => (c.Name, Of(c.Type, isIdentified || c.Identified, attribute)))),
        _ => isIdentified ? Whole with { Attribute = attribute, IsRegistered = true } : None,
    };

    private static string? One(IEnumerable<Mark> marks) =>
        marks.Where(m => m.Identifies).Select(m => m.Attribute).Distinct().ToList() is [{ } attribute] ? attribute : null;
}
