namespace Sinogram.Imaging.Rendering;

/// <summary>One picture of a montage, or the place of one that is not shown, with its caption lines.</summary>
/// <param name="Image">The picture; null for a placeholder.</param>
/// <param name="Notice">What a placeholder says.</param>
/// <param name="Caption">Lines below the tile. They must hold no patient data.</param>
public sealed record MontageTile(RasterImage? Image, string Notice, IReadOnlyList<string> Caption)
{
    /// <summary>What stands where pixels are withheld because text of the patient may be burned into them.</summary>
    public const string WithheldNotice = "withheld: may show burned-in text";

    /// <summary>A picture.</summary>
    public static MontageTile Of(RasterImage image, params IReadOnlyList<string> caption) => new(image, "", caption);

    /// <summary>A picture that is withheld because it may show burned-in text.</summary>
    public static MontageTile Withheld(params IReadOnlyList<string> caption) => new(null, WithheldNotice, caption);

    /// <summary>A picture that cannot be shown, with the reason in a few words.</summary>
    public static MontageTile Missing(string reason, params IReadOnlyList<string> caption) => new(null, reason, caption);
}
