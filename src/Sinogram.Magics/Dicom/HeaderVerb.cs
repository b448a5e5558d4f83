using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Dicom;

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
            var file = DicomFile.Read(path, ReadOptions.HeaderOnly with { IsPublic = invocation.Has("public") });
            if (file.Defect is { } defect)
            {
                invocation.Context.Output.Stderr($"The file is damaged, and ends here early: {defect.Message}\n");
            }
            else if (file.PixelDataStart is { Length: not uint.MaxValue } pixels && file.FileLength is { } length && pixels.ValueOffset + pixels.Length > length)
            {
                invocation.Context.Output.Stderr($"The file is cut short: {pixels.ValueOffset + pixels.Length - length:N0} bytes of its pixel data are missing.\n");
            }

            if (RevealScope.Current is not { } reveal)
            {
                return HeaderTable.Of(file);
            }

            var header = HeaderTable.Of(file, mask: false);
            foreach (var keyword in HeaderTable.MaskedKeywords(header))
            {
                reveal.Note(keyword, 1);
            }

            return header;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new MagicException($"The file {path} cannot be read.", "Ask for the right to read it.", e);
        }
    }
}
