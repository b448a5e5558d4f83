namespace Sinogram.Imaging;

/// <summary>Something the user can mend: the message says what and where, the hint what to do. What was done before stays valid.</summary>
public abstract class ImagingException : Exception
{
    private protected ImagingException(string message, string hint, Exception? inner)
        : base(message, inner) => Hint = hint;

    /// <summary>What the user can do about it.</summary>
    public string Hint { get; }
}
