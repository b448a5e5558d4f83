namespace Sinogram.Imaging.Harvest;

/// <summary>What a harvest does with identifying values.</summary>
/// <param name="Name">As the workspace's manifest and the catalogue name it.</param>
/// <param name="Deidentifies">Whether files are de-identified.</param>
/// <param name="Identified">Whether the workspace identifies patients.</param>
internal sealed record HarvestProfile(string Name, bool Deidentifies, bool Identified)
{
    public static HarvestProfile Of(HarvestOptions options) => options.Profile switch
    {
        // An index describes the files where they are, and they are as they were.
        "basic" when options.IndexOnly => new HarvestProfile("none", Deidentifies: false, Identified: !options.IsPublic),
        "basic" => new HarvestProfile("basic", Deidentifies: true, Identified: false),
        "none" => new HarvestProfile("none", Deidentifies: false, Identified: !options.IsPublic),
        _ => throw new HarvestException(
            HarvestProblem.Profile, $"There is no profile '{options.Profile}'.", "basic de-identifies by the whole basic profile of PS3.15; none keeps everything and leaves the workspace identified"),
    };
}
