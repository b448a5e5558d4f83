namespace Sinogram.Imaging.Rendering;

/// <summary>A colour for each stored value (PS3.3 C.7.6.3.1.5).</summary>
public sealed record Palette(LookupTable Red, LookupTable Green, LookupTable Blue);
