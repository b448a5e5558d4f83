using System.Text.Json.Serialization;

namespace Sinogram.R.Convert;

/// <summary>Names of what the two sides of the R worker say to each other.</summary>
internal static class Wire
{
    internal const string Worker = "r";
    internal const string Run = "run";
    internal const string Set = "set";
    internal const string Get = "get";
    internal const string Remove = "remove";
    internal const string List = "list";
    internal const string Complete = "complete";

    /// <summary>A page of a plot: body <c>key \n MIME type</c>, one block. A key seen before is a newer picture of the same page.</summary>
    internal const string Plot = "plot";

    /// <summary>A line is wanted: the body is the prompt.</summary>
    internal const string Ask = "ask";

    /// <summary>A data frame that is the cell's value: a <see cref="ValueMessage"/> whose name is the text that R prints.</summary>
    internal const string Table = "table";
}

/// <summary>One cell to run.</summary>
/// <param name="Code">The code.</param>
/// <param name="FirstLine">Lines of the cell above it.</param>
/// <param name="Tables">Whether a data frame that is the value is sent as a table.</param>
/// <param name="Plot">Size and form of plots.</param>
/// <param name="Folder">The notebook's folder, for R to follow; null to leave it.</param>
internal sealed record RunOrder(string Code, int FirstLine, bool Tables, RPlotOptions Plot, string? Folder);

/// <summary>How a cell ended.</summary>
/// <param name="Status"><c>ok</c>, <c>error</c>, <c>syntax</c>, <c>interrupted</c> or <c>quit</c>.</param>
internal sealed record RunOutcome(string Status)
{
    public string Message { get; init; } = "";

    public string Call { get; init; } = "";

    public int Line { get; init; }

    public string[] Traceback { get; init; } = [];

    public string Package { get; init; } = "";
}

/// <summary>A value on its way: its shape, and which of the message's columns it is made of.</summary>
/// <param name="Kind"><c>null</c>, <c>vector</c>, <c>matrix</c>, <c>named</c>, <c>table</c> or <c>list</c>.</param>
internal sealed record ValueShape(string Kind)
{
    public int[] Columns { get; init; } = [];

    /// <summary>Rows and columns of a matrix.</summary>
    public int[] Size { get; init; } = [];

    public string[] Names { get; init; } = [];

    public ValueShape[] Items { get; init; } = [];
}

/// <summary>The body of a message that carries a value: the layout of its columns and the shape made of them.</summary>
internal sealed record ValueMessage(string Name, ValueShape Shape, string Layout);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunOrder))]
[JsonSerializable(typeof(RunOutcome))]
[JsonSerializable(typeof(ValueMessage))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class WireJson : JsonSerializerContext;
