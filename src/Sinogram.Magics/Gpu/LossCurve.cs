using System.Globalization;
using System.Text;
using Sinogram.Gpu.Training;

namespace Sinogram.Magics.Gpu;

/// <summary>Draws the losses of a training run as an SVG picture.</summary>
internal static class LossCurve
{
    private const int Width = 560, Height = 280, Left = 52, Right = 12, Top = 14, Bottom = 40;
    private const string TrainingColour = "#1f77b4", ValidationColour = "#d95f02";

    /// <param name="history">The epochs so far.</param>
    /// <param name="epochs">The width of the picture, in epochs.</param>
    internal static string Svg(IReadOnlyList<EpochReport> history, int epochs)
    {
        var losses = history.SelectMany(r => new[] { r.TrainingLoss, r.ValidationLoss }).Where(double.IsFinite).ToArray();
        var top = Ceiling(losses.DefaultIfEmpty(1).Max());
        double X(double epoch) => Left + (epochs == 1 ? 0.5 : (epoch - 1) / (epochs - 1)) * (Width - Left - Right);
        double Y(double loss) => Height - Bottom - loss / top * (Height - Top - Bottom);
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">"));
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        for (var i = 0; i <= 4; i++)
        {
            var value = top * i / 4;
            svg.Append(Invariant($"<path d=\"M{Left} {Y(value):0.#}H{Width - Right}\" stroke=\"#e4e4e4\"/>"));
            svg.Append(Invariant($"<text x=\"{Left - 6}\" y=\"{Y(value) + 4:0.#}\" text-anchor=\"end\" fill=\"#444444\">{value:0.###}</text>"));
        }
        foreach (var epoch in new[] { 1, (epochs + 1) / 2, epochs }.Distinct())
        {
            svg.Append(Invariant($"<text x=\"{X(epoch):0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\" fill=\"#444444\">{epoch}</text>"));
        }
        svg.Append(Invariant($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\" fill=\"#444444\">epoch</text>"));
        Line(history, r => r.TrainingLoss, TrainingColour, "training", 0);
        Line(history, r => r.ValidationLoss, ValidationColour, "validation", 1);
        return svg.Append("</svg>").ToString();

        void Line(IReadOnlyList<EpochReport> reports, Func<EpochReport, double> loss, string colour, string name, int place)
        {
            var points = reports.Where(r => double.IsFinite(loss(r))).ToArray();
            if (points.Length == 0)
            {
                return;
            }
            svg.Append("<polyline fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke=\"").Append(colour).Append("\" points=\"");
            svg.AppendJoin(' ', points.Select(r => Invariant($"{X(r.Epoch):0.##},{Y(loss(r)):0.##}"))).Append("\"/>");
            var (x, y) = (Width - Right - 120, Top + 10 + place * 16);
            svg.Append(Invariant($"<path d=\"M{x} {y - 4}h18\" stroke-width=\"2\" stroke=\"{colour}\"/><text x=\"{x + 24}\" y=\"{y}\" fill=\"#222222\">{name} loss</text>"));
        }
    }

    /// <summary>The next of 1, 2, 4 and 8 times a power of ten: quarters of it are short numbers.</summary>
    private static double Ceiling(double value)
    {
        if (value <= 0)
        {
            return 1;
        }
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 4, 8, 10 }.Select(f => f * power).First(c => c >= value * (1 - 1e-12));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
