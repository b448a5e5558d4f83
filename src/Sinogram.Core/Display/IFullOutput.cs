namespace Sinogram.Core.Display;

/// <summary>Keeps in full what a cell prints, where it is more than a front end should be given.</summary>
public interface IFullOutput
{
    /// <summary>A new text for a cell. Never throws: what cannot be kept says so in <see cref="IFullText.Problem"/>.</summary>
    IFullText Open(int cellNumber);
}

/// <summary>The whole text of one cell. Calls come one at a time.</summary>
public interface IFullText
{
    /// <summary>Where a person finds it.</summary>
    string Place { get; }

    /// <summary>Why not all of it is kept, in a sentence; null where it is.</summary>
    string? Problem { get; }

    /// <summary>Adds to it.</summary>
    void Append(string text);

    /// <summary>Makes what was added so far readable by others.</summary>
    void Flush();
}
