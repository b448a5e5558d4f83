using System.Globalization;
using Sinogram.Data;
using Sinogram.Testing;

namespace Sinogram.Gpu.Tests.Training;

/// <summary>The Wisconsin Diagnostic Breast Cancer data of R's mclust: 569 cases, 30 features, benign or malignant.</summary>
internal static class Wdbc
{
    private static readonly Lazy<string> _csv = new(() => Oracle.R(
        "if (!requireNamespace('mclust', quietly=TRUE)) { cat('missing') } else { data(wdbc, package='mclust'); write.csv(wdbc, row.names=FALSE, quote=FALSE) }"));

    internal static string Csv
    {
        get
        {
            if (_csv.Value == "missing")
            {
                Assert.Skip("R's mclust is not installed: apt-get install r-cran-mclust");
            }
            return _csv.Value;
        }
    }

    internal static Table Table => ReadCsv(Csv).Drop("ID");

    /// <summary>A table from plain CSV (no quotes): numbers where every cell is one, else text.</summary>
    internal static Table ReadCsv(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim().Split(',')).ToArray();
        return new Table(lines[0].Select((name, c) =>
        {
            var cells = lines.Skip(1).Select(l => l[c]).ToArray();
            var numbers = cells.Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : (double?)null).ToArray();
            return numbers.All(n => n is not null) ? (Column)Column.Of(name, numbers.Select(n => n!.Value).ToArray()) : Column.Of(name, cells);
        }));
    }
}
