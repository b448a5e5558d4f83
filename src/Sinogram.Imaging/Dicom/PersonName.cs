namespace Sinogram.Imaging.Dicom;

/// <summary>A person's name (PS3.5 section 6.2.1): up to three groups, each of five components parted by '^'.</summary>
/// <param name="Alphabetic">The single-byte or Latin group, as stored.</param>
/// <param name="Ideographic">The ideographic group; empty where there is none.</param>
/// <param name="Phonetic">The phonetic group; empty where there is none.</param>
public sealed record PersonName(string Alphabetic, string Ideographic, string Phonetic)
{
    /// <summary>The name was read from an identified source: what a notebook shows of it is masked whole. Does not count in comparisons.</summary>
    public bool Identified { get; init; }

    public string FamilyName => Component(0);

    public string GivenName => Component(1);

    public string MiddleName => Component(2);

    public string Prefix => Component(3);

    public string Suffix => Component(4);

    /// <summary>Reads the value of a PN element.</summary>
    public static PersonName Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var groups = value.Split('=', 3);
        return new PersonName(Trim(groups[0]), groups.Length > 1 ? Trim(groups[1]) : "", groups.Length > 2 ? Trim(groups[2]) : "");
    }

    /// <summary>Equal where the names are.</summary>
    public bool Equals(PersonName? other) => other is not null && Alphabetic == other.Alphabetic && Ideographic == other.Ideographic && Phonetic == other.Phonetic;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Alphabetic, Ideographic, Phonetic);

    /// <summary>The value as a PN element holds it, without empty groups at the end.</summary>
    public override string ToString() => string.Join('=', Alphabetic, Ideographic, Phonetic).TrimEnd('=');

    private string Component(int index)
    {
        var group = Alphabetic.Length > 0 ? Alphabetic : Ideographic;
        var components = group.Split('^');
        return index < components.Length ? components[index].Trim() : "";
    }

    private static string Trim(string group) => group.TrimEnd(' ', '^', '\0');
}
