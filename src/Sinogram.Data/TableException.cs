namespace Sinogram.Data;

/// <summary>A table, column or type was asked for something it cannot give; the message names the column and what to do.</summary>
public class TableException : Exception
{
    public TableException(string message) : base(message) { }
    public TableException(string message, Exception inner) : base(message, inner) { }
}
