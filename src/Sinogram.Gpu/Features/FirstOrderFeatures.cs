using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Features;

/// <summary>
/// The intensity-based statistics of an image, and the entropy and uniformity of its histogram.
/// </summary>
/// <remarks>
/// Definitions and tags are those of the Image Biomarker Standardisation Initiative (Zwanenburg et al., Radiology 2020;
/// reference manual, sections 3.3 and 3.4). Variance and moments divide by the number of voxels. Percentiles interpolate linearly between
/// order statistics. Intensities are in the unit of the image; <see cref="Variance"/> and <see cref="Energy"/> in its square.
/// </remarks>
public sealed record FirstOrderFeatures
{
    /// <summary>Number of voxels.</summary>
    public required long Voxels { get; init; }

    /// <summary>Mean intensity.</summary>
    public required double Mean { get; init; }

    /// <summary>Intensity variance.</summary>
    public required double Variance { get; init; }

    /// <summary>Intensity skewness; 0 where the variance is 0.</summary>
    public required double Skewness { get; init; }

    /// <summary>Excess kurtosis of the intensity (0 for a normal distribution); 0 where the variance is 0.</summary>
    public required double Kurtosis { get; init; }

    /// <summary>Median intensity.</summary>
    public required double Median { get; init; }

    /// <summary>Minimum intensity.</summary>
    public required double Minimum { get; init; }

    /// <summary>10th intensity percentile.</summary>
    public required double Percentile10 { get; init; }

    /// <summary>90th intensity percentile.</summary>
    public required double Percentile90 { get; init; }

    /// <summary>Maximum intensity.</summary>
    public required double Maximum { get; init; }

    /// <summary>75th less 25th percentile.</summary>
    public required double InterquartileRange { get; init; }

    /// <summary>Maximum less minimum.</summary>
    public double Range => Maximum - Minimum;

    /// <summary>Mean absolute deviation from the mean.</summary>
    public required double MeanAbsoluteDeviation { get; init; }

    /// <summary>Mean absolute deviation from their mean of the intensities from the 10th to the 90th percentile, both included.</summary>
    public required double RobustMeanAbsoluteDeviation { get; init; }

    /// <summary>Mean absolute deviation from the median.</summary>
    public required double MedianAbsoluteDeviation { get; init; }

    /// <summary>Standard deviation over mean; not a number where both are 0, infinite where the mean is.</summary>
    public double CoefficientOfVariation => Math.Sqrt(Variance) / Mean;

    /// <summary>(Q3 - Q1) / (Q3 + Q1).</summary>
    public required double QuartileCoefficientOfDispersion { get; init; }

    /// <summary>Sum of the squared intensities.</summary>
    public required double Energy { get; init; }

    /// <summary>Square root of the mean squared intensity.</summary>
    public double RootMeanSquare => Math.Sqrt(Energy / Voxels);

    /// <summary>Entropy of the discretised intensities, in bits.</summary>
    public required double Entropy { get; init; }

    /// <summary>Sum of the squared frequencies of the discretised intensities.</summary>
    public required double Uniformity { get; init; }

    /// <summary>Every feature with its IBSI tag, in the order of a feature table.</summary>
    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        new("stat_mean", "Mean intensity", f => f.Mean),
        new("stat_var", "Intensity variance", f => f.Variance),
        new("stat_skew", "Intensity skewness", f => f.Skewness),
        new("stat_kurt", "Excess intensity kurtosis", f => f.Kurtosis),
        new("stat_median", "Median intensity", f => f.Median),
        new("stat_min", "Minimum intensity", f => f.Minimum),
        new("stat_p10", "10th intensity percentile", f => f.Percentile10),
        new("stat_p90", "90th intensity percentile", f => f.Percentile90),
        new("stat_max", "Maximum intensity", f => f.Maximum),
        new("stat_iqr", "Intensity interquartile range", f => f.InterquartileRange),
        new("stat_range", "Intensity range", f => f.Range),
        new("stat_mad", "Intensity-based mean absolute deviation", f => f.MeanAbsoluteDeviation),
        new("stat_rmad", "Intensity-based robust mean absolute deviation", f => f.RobustMeanAbsoluteDeviation),
        new("stat_medad", "Intensity-based median absolute deviation", f => f.MedianAbsoluteDeviation),
        new("stat_cov", "Intensity-based coefficient of variation", f => f.CoefficientOfVariation),
        new("stat_qcod", "Intensity-based quartile coefficient of dispersion", f => f.QuartileCoefficientOfDispersion),
        new("stat_energy", "Intensity-based energy", f => f.Energy),
        new("stat_rms", "Root mean square intensity", f => f.RootMeanSquare),
        new("ih_entropy", "Discretised intensity entropy", f => f.Entropy),
        new("ih_uniformity", "Discretised intensity uniformity", f => f.Uniformity),
    ];

    /// <summary>Computes the features of one image on a device.</summary>
    /// <param name="context">The device.</param>
    /// <param name="image">Intensities, in any order.</param>
    /// <param name="mask">One entry for each intensity, true where it belongs to the region; empty for all.</param>
    /// <param name="binNumber">Number of bins of the discretisation for entropy and uniformity (fixed bin number).</param>
    /// <param name="token">Ends the work between two launches.</param>
    /// <exception cref="ImageException">No voxel is left, the mask has another length, or an intensity is not finite.</exception>
    /// <exception cref="GpuException">The device fails.</exception>
    public static FirstOrderFeatures Compute(
        GpuContext context, ReadOnlySpan<float> image, ReadOnlySpan<bool> mask = default, int binNumber = 32, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Compute(context, mask.IsEmpty ? image : Masked(image, mask), binNumber, context.Device.HasFp64, token);
    }

    internal static FirstOrderFeatures Compute(GpuContext context, ReadOnlySpan<float> voxels, int binNumber, bool wide, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(binNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(binNumber, 65536);
        using var pass = new FirstOrderPass(context, voxels, binNumber, wide, token);
        return pass.Compute();
    }

    private static float[] Masked(ReadOnlySpan<float> image, ReadOnlySpan<bool> mask)
    {
        if (mask.Length != image.Length)
        {
            throw new ImageException($"The mask has {mask.Length} entries but the image {image.Length} intensities; they must be of the same shape.");
        }
        var kept = new float[mask.Count(true)];
        for (int i = 0, k = 0; i < image.Length; i++)
        {
            if (mask[i])
            {
                kept[k++] = image[i];
            }
        }
        return kept;
    }
}

/// <summary>A feature: its IBSI tag, its name, and where it is found.</summary>
/// <param name="Tag">The tag of the IBSI reference manual's data sets.</param>
/// <param name="Name">The name in the reference manual.</param>
/// <param name="Value">Takes the feature's value.</param>
public sealed record FeatureDefinition(string Tag, string Name, Func<FirstOrderFeatures, double> Value);
