namespace Sinogram.R.Interop;

/// <summary>Keeps R values from R's collector until the scope ends.</summary>
internal sealed class ProtectScope : IDisposable
{
    private int _count;

    internal nint Keep(nint value)
    {
        LibR.Rf_protect(value);
        _count++;
        return value;
    }

    public void Dispose()
    {
        LibR.Rf_unprotect(_count);
        _count = 0;
    }
}
