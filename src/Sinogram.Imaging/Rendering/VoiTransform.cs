namespace Sinogram.Imaging.Rendering;

/// <summary>From the modality's values to brightness between 0 and 1 (PS3.3 C.11.2).</summary>
public abstract record VoiTransform
{
    private VoiTransform()
    {
    }

    /// <summary>The brightness of a modality value.</summary>
    public abstract double Apply(double value);

    /// <summary>A window; the default function (C.11.2.1.2.1). A width of 1 is a step.</summary>
    public sealed record Linear(double Center, double Width) : VoiTransform
    {
        /// <inheritdoc/>
        public override double Apply(double value) => Width > 1
            ? Math.Clamp(((value - (Center - 0.5)) / (Width - 1)) + 0.5, 0, 1)
            : value > Center - 0.5 ? 1 : 0;
    }

    /// <summary>A window without the half-pixel corrections (C.11.2.1.3.2).</summary>
    public sealed record LinearExact(double Center, double Width) : VoiTransform
    {
        /// <inheritdoc/>
        public override double Apply(double value) => Math.Clamp(((value - Center) / Width) + 0.5, 0, 1);
    }

    /// <summary>A sigmoid (C.11.2.1.3.1).</summary>
    public sealed record Sigmoid(double Center, double Width) : VoiTransform
    {
        /// <inheritdoc/>
        public override double Apply(double value) => 1 / (1 + Math.Exp(-4 * (value - Center) / Width));
    }

    /// <summary>A VOI LUT (C.11.2.1.1).</summary>
    public sealed record Table(LookupTable Values) : VoiTransform
    {
        /// <inheritdoc/>
        public override double Apply(double value) => (double)Values[value] / Values.Highest;
    }

    /// <summary>The whole range of values, where the image says nothing about brightness.</summary>
    public sealed record Range(double Lowest, double Highest) : VoiTransform
    {
        /// <inheritdoc/>
        public override double Apply(double value) => Highest > Lowest ? Math.Clamp((value - Lowest) / (Highest - Lowest), 0, 1) : 0;
    }

    /// <summary>A window from its attributes: VOI LUT Function (0028,1056), Window Center and Width. Null where they make no sense.</summary>
    public static VoiTransform? Window(string? function, double center, double width)
    {
        if (!double.IsFinite(center) || !double.IsFinite(width))
        {
            return null;
        }

        return function?.Trim() switch
        {
            "SIGMOID" => width > 0 ? new Sigmoid(center, width) : null,
            "LINEAR_EXACT" => width > 0 ? new LinearExact(center, width) : null,
            _ => width >= 1 ? new Linear(center, width) : null,
        };
    }
}
