namespace Sinogram.Imaging.Rendering;

/// <summary>From stored values to the modality's own (HU, optical density, …), PS3.3 C.11.1.</summary>
public abstract record ModalityTransform
{
    private ModalityTransform()
    {
    }

    /// <summary>The modality's value of a stored value.</summary>
    public abstract double Apply(double stored);

    /// <summary>Stored values are the modality's values.</summary>
    public sealed record Identity : ModalityTransform
    {
        /// <inheritdoc/>
        public override double Apply(double stored) => stored;
    }

    /// <summary>Rescale Slope (0028,1053) and Rescale Intercept (0028,1052).</summary>
    public sealed record Rescale(double Slope, double Intercept) : ModalityTransform
    {
        /// <inheritdoc/>
        public override double Apply(double stored) => (stored * Slope) + Intercept;
    }

    /// <summary>Modality LUT Sequence (0028,3000).</summary>
    public sealed record Table(LookupTable Values) : ModalityTransform
    {
        /// <inheritdoc/>
        public override double Apply(double stored) => Values[stored];
    }
}
