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

    /// <summary>The lines of the statement that runs, where its place could not be told from others' afterwards.</summary>
    internal (int First, int Last)? Running { get; private set; }

    /// <summary>The statement on these lines begins.</summary>
    public void At(int first, int last) => Running = (first, last);

    /// <summary>Stores a pattern's variable; always true, so that it can follow the pattern in a condition.</summary>
    public static bool Assign<T>(out T target, T value)
    {
        target = value;
        return true;
    }
}
