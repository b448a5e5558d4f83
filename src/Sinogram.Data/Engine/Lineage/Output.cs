namespace Sinogram.Data.Engine.Lineage;

/// <summary>A column of a relation or a result; or columns whose names are not known, as those of a file are not.</summary>
/// <param name="Name">Its name; null where the engine makes one.</param>
/// <param name="Mark">What of it identifies.</param>
internal sealed record Output(string? Name, Mark Mark)
{
    /// <summary>The name of the relation that it is of.</summary>
    public string? Relation { get; init; }

    /// <summary>For columns that are not known: what each identifies by its name.</summary>
    public Func<string, Mark>? Rest { get; init; }

    /// <summary>For columns that are not known: what any of them may identify.</summary>
    public Mark Most { get; init; } = Mark.None;

    /// <summary>Columns that are not known.</summary>
    public static Output Unknown(Func<string, Mark> byName, Mark most) => new(null, Mark.None) { Rest = byName, Most = most };

    /// <summary>What it may identify at most.</summary>
    public Mark AtMost => Rest is null ? Mark : Most;

    /// <summary>Whether it is the column of a name, or, where the names of two were the same, one that the engine has numbered.</summary>
    public bool IsCalled(string name) => Rest is null && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without the number that the engine gives to the second of two columns of one name; null where it has none.</summary>
    public static string? Unnumbered(string name)
    {
        var digits = name.Length;
        while (digits > 0 && char.IsAsciiDigit(name[digits - 1]))
        {
            digits--;
        }

        return digits < name.Length && digits > 1 && name[digits - 1] is '_' or ':' ? name[..(digits - 1)] : null;
    }
}
