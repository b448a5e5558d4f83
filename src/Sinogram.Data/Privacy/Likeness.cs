namespace Sinogram.Data.Privacy;

/// <summary>How surely a text is an identifying value that was read.</summary>
internal enum Likeness
{
    /// <summary>It is none that is known.</summary>
    None,

    /// <summary>It is one that others may have too: a date, a number, a part of a name, an institution.</summary>
    Possible,

    /// <summary>It says who somebody is.</summary>
    Certain,
}
