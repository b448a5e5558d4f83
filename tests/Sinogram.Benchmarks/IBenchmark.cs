using System.Globalization;

namespace Sinogram.Benchmarks;

/// <summary>A group of figures that are measured together.</summary>
internal interface IBenchmark
{
    /// <summary>Measures, ours and the peer side by side.</summary>
    IEnumerable<Row> Measure();
}

/// <summary>One figure.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Ours">Our value.</param>
/// <param name="Peer">The peer's value.</param>
/// <param name="Unit">The unit of both.</param>
/// <param name="PeerName">Who the peer is.</param>
internal sealed record Row(string Name, double Ours, double Peer, string Unit, string PeerName)
{
    /// <summary>The goal: the greatest ratio; null for none.</summary>
    public double? AtMost { get; init; }

    /// <summary>The goal: the smallest ratio; null for none.</summary>
    public double? AtLeast { get; init; }

    /// <summary>A figure that has a limit of its own and no peer.</summary>
    public static Row Limited(string name, double ours, double limit, string unit) => new(name, ours, limit, unit, "the limit") { AtMost = 1 };

    /// <summary>The line to print; a ratio under 1 means that ours is the smaller.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name,-56} {Value(Ours),12} {Value(Peer),12} {Ours / Peer,8:0.00}  {PeerName}{Verdict()}");

    private string Verdict()
    {
        var ratio = Ours / Peer;
        return (AtMost, AtLeast) switch
        {
            ({ } most, _) => string.Create(CultureInfo.InvariantCulture, $" (goal: at most {most:0.##}: {(ratio <= most ? "met" : "MISSED")})"),
            (_, { } least) => string.Create(CultureInfo.InvariantCulture, $" (goal: at least {least:0.##}: {(ratio >= least ? "met" : "MISSED")})"),
            _ => "",
        };
    }

    private string Value(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture) + " " + Unit;
}

/// <summary>A measurement that could not be made, and why.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
