using System.Globalization;
using System.Runtime.InteropServices;
using Sinogram.Gpu.Features;
using Sinogram.Testing;

namespace Sinogram.Gpu.Tests.Features;

public sealed class FirstOrderFeaturesTests
{
    /// <summary>The same definitions in numpy, with 64-bit numbers.</summary>
    private const string Numpy = """
        import sys, numpy as np
        x = np.fromfile(sys.argv[1], 'f4').astype('f8'); bins = int(sys.argv[2])
        m = x.mean(); v = x.var(); d = x - m
        p10, p25, p50, p75, p90 = np.percentile(x, [10, 25, 50, 75, 90])
        r = x[(x >= p10) & (x <= p90)]
        lo, hi = x.min(), x.max()
        b = np.minimum(np.floor(bins * (x - lo) / (hi - lo)), bins - 1) if hi > lo else np.zeros(len(x))
        p = np.unique(b, return_counts=True)[1] / len(x)
        out = dict(stat_mean=m, stat_var=v, stat_skew=(d**3).mean() / v**1.5 if v else 0, stat_kurt=(d**4).mean() / v**2 - 3 if v else 0, stat_median=p50, stat_min=lo,
            stat_p10=p10, stat_p90=p90, stat_max=hi, stat_iqr=p75 - p25, stat_range=hi - lo, stat_mad=abs(d).mean(),
            stat_rmad=abs(r - r.mean()).mean() if len(r) else 0, stat_medad=abs(x - p50).mean(), stat_cov=v**0.5 / m, stat_qcod=(p75 - p25) / (p75 + p25),
            stat_energy=(x * x).sum(), stat_rms=(x * x).mean()**0.5, ih_entropy=-(p * np.log2(p)).sum(), ih_uniformity=(p * p).sum())
        for k in out: print(k, repr(float(out[k])))
        """;

    [Fact]
    public void The_digital_phantom_gives_the_published_values()
    {
        var image = Nifti.Read(SharedFolder.Path("data/reference/ibsi_digital_phantom/phantom.nii.gz"));
        var mask = Nifti.Read(SharedFolder.Path("data/reference/ibsi_digital_phantom/mask.nii.gz"));
        // Its grey levels 1, 3, 4 and 6 are classes already: six bins keep them apart.
        var features = FirstOrderFeatures.Compute(OpenClDevice.Context, image, [.. mask.Select(m => m > 0)], binNumber: 6);
        Assert.Equal(74, features.Voxels);
        var compared = 0;
        foreach (var line in File.ReadLines(SharedFolder.Path("data/reference/ibsi_digital_phantom/ibsi_1_dig_phantom.csv")).Skip(1))
        {
            var cells = line.Split(';');
            if (FirstOrderFeatures.Definitions.FirstOrDefault(d => d.Tag == cells[2]) is not { } definition)
            {
                continue;
            }
            var published = double.Parse(cells[0], CultureInfo.InvariantCulture);
            // Three significant digits are published.
            var half = published == 0 ? 5e-4 : 0.5001 * Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(published))) - 2);
            Assert.True(Math.Abs(definition.Value(features) - published) <= half, $"{definition.Tag}: {definition.Value(features)}, published {published}");
            compared++;
        }
        Assert.Equal(FirstOrderFeatures.Definitions.Count, compared);
    }

    [Theory]
    [InlineData("CT", -1000f, 400f)]
    [InlineData("MR_T1", 0f, 5000f)]
    [InlineData("PET", float.NegativeInfinity, float.PositiveInfinity)]
    public void Real_images_give_the_values_of_mirp(string modality, float from, float to)
    {
        var image = Nifti.Read(SharedFolder.Path($"data/series/sts002/nifti/{modality}_image.nii.gz"));
        var mask = Nifti.Read(SharedFolder.Path($"data/series/sts002/nifti/{modality}_mask.nii.gz"));
        var features = FirstOrderFeatures.Compute(OpenClDevice.Context, image, [.. mask.Zip(image, (m, v) => m > 0 && v >= from && v <= to)]);
        var golden = File.ReadLines(SharedFolder.Path("golden/radiomics/mirp_features.tsv")).Select(l => l.Split('\t'))
            .Where(c => c[0] == $"sts002_{modality}" && c[1] == "native").ToDictionary(c => c[2], c => double.Parse(c[3], CultureInfo.InvariantCulture));
        foreach (var definition in FirstOrderFeatures.Definitions)
        {
            var expected = golden.TryGetValue(definition.Tag, out var value) ? value : golden[definition.Tag + "_fbn_n32"];
            AssertClose(definition, expected, definition.Value(features), 1e-4);
        }
    }

    [Theory]
    [InlineData(1, 32)]
    [InlineData(2, 32)]
    [InlineData(7, 8)]
    [InlineData(4099, 32)]
    [InlineData(300_003, 64)]
    [InlineData(1_234_567, 32)]
    public void Random_images_give_the_values_of_numpy(int count, int bins)
    {
        var random = new Random(count);
        var image = new float[count];
        for (var i = 0; i < count; i++)
        {
            // A skewed mixture with repeated values, as images have.
            image[i] = random.NextDouble() < 0.3 ? random.Next(-20, 400) : (float)(Math.Pow(random.NextDouble(), 3) * 1000 - 50);
        }
        Compare(image, bins, wide: true, 1e-9);
        Compare(image, bins, wide: false, 2e-5);
    }

    [Fact]
    public void An_image_of_one_value_has_no_spread()
    {
        var features = FirstOrderFeatures.Compute(OpenClDevice.Context, Enumerable.Repeat(-7.5f, 1000).ToArray());
        Assert.Equal((-7.5, 0, 0, 0, -7.5, 0), (features.Mean, features.Variance, features.Skewness, features.Kurtosis, features.Median, features.Range));
        Assert.Equal((0, 1, 56_250), (features.Entropy, features.Uniformity, features.Energy));
    }

    [Fact]
    public void The_same_image_gives_the_same_bits()
    {
        var random = new Random(5);
        var image = Enumerable.Range(0, 200_000).Select(_ => (float)random.NextDouble() * 3e4f).ToArray();
        var first = FirstOrderFeatures.Compute(OpenClDevice.Context, image);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(first, FirstOrderFeatures.Compute(OpenClDevice.Context, image));
        }
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        var context = OpenClDevice.Context;
        Assert.Contains("no voxel", Assert.Throws<ImageException>(() => FirstOrderFeatures.Compute(context, [])).Message, StringComparison.Ordinal);
        Assert.Contains("no voxel", Assert.Throws<ImageException>(() => FirstOrderFeatures.Compute(context, [1, 2], [false, false])).Message, StringComparison.Ordinal);
        Assert.Contains("same shape", Assert.Throws<ImageException>(() => FirstOrderFeatures.Compute(context, [1, 2], [true])).Message, StringComparison.Ordinal);
        var holes = new float[100];
        holes[3] = float.NaN;
        holes[99] = float.PositiveInfinity;
        Assert.Contains("2 of 100 intensities are not finite", Assert.Throws<ImageException>(() => FirstOrderFeatures.Compute(context, holes)).Message, StringComparison.Ordinal);
    }

    private static void Compare(float[] image, int bins, bool wide, double tolerance)
    {
        var context = OpenClDevice.Context;
        if (wide && !context.Device.HasFp64)
        {
            return;
        }
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, MemoryMarshal.AsBytes(image.AsSpan()).ToArray());
            var expected = Oracle.Python(Numpy, file, bins.ToString(CultureInfo.InvariantCulture)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.Split(' ')).ToDictionary(c => c[0], c => double.Parse(c[1].Replace("inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture));
            var features = FirstOrderFeatures.Compute(context, image, bins, wide, TestContext.Current.CancellationToken);
            Assert.Equal(image.Length, features.Voxels);
            foreach (var definition in FirstOrderFeatures.Definitions)
            {
                // A value on the edge of a bin may fall on either side in 32-bit arithmetic.
                AssertClose(definition, expected[definition.Tag], definition.Value(features), !wide && definition.Tag.StartsWith("ih_", StringComparison.Ordinal) ? 1e-3 : tolerance);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void AssertClose(FeatureDefinition definition, double expected, double actual, double tolerance) =>
        Assert.True(
            expected.Equals(actual) || Math.Abs(actual - expected) <= tolerance * Math.Max(1e-2, Math.Abs(expected)), $"{definition.Tag}: {actual}, expected {expected}");
}
