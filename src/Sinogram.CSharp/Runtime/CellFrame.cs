namespace Sinogram.CSharp.Runtime;

/// <summary>What a compiled cell's body works with while it runs. Called by generated code.</summary>
public sealed class CellFrame
{
    private readonly Action<int> _publish;

    internal CellFrame(Action<int> publish) => _publish = publish;

    /// <summary>What a body returns that ends without a value.</summary>
    public static object NoValue { get; } = new();

    /// <summary>The declaration with this index has run: its name becomes visible to later cells.</summary>
    public void Publish(int declaration) => _publish(declaration);

    /// <summary>A note of the statement that runs, where its lines could not be told afterwards.</summary>
    public int Line { get; set; }

    /// <summary>The value of the last expression. Its call is not the last thing that the body does, else errors in it could not name the body's line.</summary>
    public object? Value(object? value) => _publish is null ? null : value;

    /// <summary>Stores a pattern's variable; always true, so that it can follow the pattern in a condition.</summary>
    public static bool Assign<T>(out T target, T value)
    {
        target = value;
        return true;
    }
}
