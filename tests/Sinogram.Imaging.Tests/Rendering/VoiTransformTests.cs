using System.Globalization;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Imaging.Tests.Rendering;

public sealed class VoiTransformTests
{
    [Fact]
    public void Windows_give_the_values_of_pydicom()
    {
        var checkedRows = 0;
        foreach (var row in GoldenTable.Read("golden/windowed_synthetic.tsv").Where(row => row["function"] != "VOILUT"))
        {
            var stored = Number(row["stored"]);
            var bits = int.Parse(row["bits_stored"], CultureInfo.InvariantCulture);
            var (lowest, highest) = row["signed"] == "1" ? (-Math.Pow(2, bits - 1), Math.Pow(2, bits - 1) - 1) : (0, Math.Pow(2, bits) - 1);
            ModalityTransform modality = new ModalityTransform.Identity();
            if (row["slope"] != "None")
            {
                modality = new ModalityTransform.Rescale(Number(row["slope"]), Number(row["intercept"]));
                (lowest, highest) = (modality.Apply(lowest), modality.Apply(highest));
            }

            var voi = VoiTransform.Window(row["function"] == "(absent)" ? null : row["function"], Number(row["center"]), Number(row["width"]));
            Assert.NotNull(voi);
            Assert.Equal(Number(row["modality"]), modality.Apply(stored), 1e-9);
            Assert.Equal(Number(row["voi"]), (voi.Apply(modality.Apply(stored)) * (highest - lowest)) + lowest, 1e-6);
            checkedRows++;
        }

        Assert.Equal(1200, checkedRows);
    }

    [Fact]
    public void A_voi_lut_gives_the_values_of_pydicom()
    {
        var checkedRows = 0;
        foreach (var row in GoldenTable.Read("golden/windowed_synthetic.tsv").Where(row => row["function"] == "VOILUT"))
        {
            // "voi-lut first=100 n=256 bits=16 table[i]=i*i*(2^bits-1)/(n-1)^2 truncated"
            var words = row["case"].Split(' ');
            int Part(int index) => int.Parse(words[index].Split('=')[1], CultureInfo.InvariantCulture);
            var (first, count, bits) = (Part(1), Part(2), Part(3));
            var entries = Enumerable.Range(0, count).Select(i => (ushort)((long)i * i * ((1 << bits) - 1) / ((long)(count - 1) * (count - 1)))).ToArray();
            var table = LookupTable.FromDescriptor(count, first, bits, entries);
            Assert.Equal(Number(row["voi"]), table[Number(row["stored"])]);
            checkedRows++;
        }

        Assert.Equal(20, checkedRows);
    }

    [Theory]
    [InlineData("LINEAR", 40, 0)]
    [InlineData("SIGMOID", 40, 0)]
    [InlineData("LINEAR_EXACT", 40, -1)]
    [InlineData("LINEAR", double.NaN, 400)]
    public void A_window_that_makes_no_sense_is_none(string function, double center, double width) =>
        Assert.Null(VoiTransform.Window(function, center, width));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
