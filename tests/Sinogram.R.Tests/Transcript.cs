using System.Text;

namespace Sinogram.R.Tests;

/// <summary>Collects what a cell of R says: text in order, plots by their key.</summary>
internal sealed class Transcript
{
    private readonly StringBuilder _all = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    /// <summary>Everything in order: text as it came, a plot as <c>[plot]</c>, a newer picture of one as <c>[update]</c>.</summary>
    public string All => _all.ToString();

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public Dictionary<string, ROutput.Plot> Plots { get; } = [];

    public void Add(ROutput output)
    {
        switch (output)
        {
            case ROutput.Text text:
                _all.Append(text.Value);
                (text.IsError ? _error : _output).Append(text.Value);
                break;
            case ROutput.Plot plot:
                _all.Append(Plots.ContainsKey(plot.Key) ? "[update]" : "[plot]");
                Plots[plot.Key] = plot;
                break;
            default:
                break;
        }
    }
}
