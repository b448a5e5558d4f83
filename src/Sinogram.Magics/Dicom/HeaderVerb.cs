using Sinogram.Core.Magics;
using Sinogram.Imaging.Catalog;

namespace Sinogram.Magics.Dicom;

/// <summary><c>#!dicom header</c>: the elements of a file, identifying values masked.</summary>
internal static class HeaderVerb
{
    public static object? Run(MagicInvocation invocation)
    {
        string path = invocation.Argument(0)!;
        if (!File.Exists(path))
        {
            throw new MagicException($"There is no file {path}.", "Check the path; a relative one starts at the notebook's folder.");
        }

        try
        {
            return HeaderTable.Read(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new MagicException($"The file {path} cannot be read.", "Ask for the right to read it.", e);
        }
    }
}
