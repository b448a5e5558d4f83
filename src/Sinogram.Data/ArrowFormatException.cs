namespace Sinogram.Data;

/// <summary>Bytes that should be Arrow data are cut short, contradict themselves, or use a part of the format that is not read here.</summary>
public sealed class ArrowFormatException : TableException
{
    public ArrowFormatException(string message) : base(message) { }
    public ArrowFormatException(string message, Exception inner) : base(message, inner) { }
}
