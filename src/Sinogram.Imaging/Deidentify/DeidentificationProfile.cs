namespace Sinogram.Imaging.Deidentify;

/// <summary>Which columns of Table E.1-1 apply: the basic profile, always, and options that say otherwise for some attributes.</summary>
/// <param name="Name">The name by which a harvest asks for it.</param>
/// <param name="Options">The options that apply.</param>
public sealed record DeidentificationProfile(string Name, ProfileOptions Options)
{
    /// <summary>The Basic Application Level Confidentiality Profile (PS3.15 E.2) without options.</summary>
    public static DeidentificationProfile Basic { get; } = new("basic", ProfileOptions.None);

    /// <summary>The profile of a name.</summary>
    /// <exception cref="DeidentificationException">The name is not known, or its options are not available.</exception>
    public static DeidentificationProfile Parse(string name) => name switch
    {
        "basic" => Basic,
        "research" => throw new DeidentificationException("The profile 'research' is not available in this version: its options (modified dates, patient characteristics, "
            + "safe private, clean) are not there yet, and part of a profile is never done. Use 'basic'."),
        _ => throw new DeidentificationException($"There is no de-identification profile '{name}'; there is 'basic'."),
    };

    /// <summary>The action for an attribute; <see cref="DeidentificationAction.Keep"/> where the table does not list it.</summary>
    internal DeidentificationAction ActionOf(Dicom.Tag tag)
    {
        if (ConfidentialityTable.Find(tag) is not { } row)
        {
            return DeidentificationAction.Keep;
        }
        if (Options != ProfileOptions.None)
        {
            foreach (var (option, action) in row.Options)
            {
                if (Options.HasFlag(option))
                {
                    return action;
                }
            }
        }
        return row.Basic;
    }
}
