using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Rendering;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Codecs;

/// <summary>Images for tests, decoded in this process: the worker has its own tests.</summary>
internal static class Frames
{
    private const string PydicomFiles = "/usr/lib/python3/dist-packages/pydicom/data/test_files";

    public static DicomImage Open(string path) => DicomImage.Open(path);

    /// <summary>A file of Debian's python3-pydicom; skips the test where that is not installed.</summary>
    public static string Pydicom(string name)
    {
        var path = Path.Combine(PydicomFiles, name);
        if (!File.Exists(path))
        {
            Assert.Skip("python3-pydicom is not installed: apt-get install python3-pydicom");
        }

        return path;
    }

    /// <summary>A file of python3-pydicom, or with a folder's name before it one of the shared data; skips the test where it is missing.</summary>
    public static string Named(string name) => name.Contains('/', StringComparison.Ordinal) ? SharedFolder.Path("data/dicom/" + name) : Pydicom(name);

    /// <summary>Every file of python3-pydicom that is DICOM and holds pixel data.</summary>
    public static IEnumerable<(string Path, DicomFile File)> AllOfPydicom()
    {
        _ = Pydicom("CT_small.dcm");
        foreach (var path in Directory.EnumerateFiles(PydicomFiles, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            DicomFile file;
            try
            {
                file = DicomFile.Read(path);
            }
            catch (DicomFormatException)
            {
                continue;
            }

            if (file.PixelData is not null)
            {
                yield return (path, file);
            }
        }
    }

    public static DecodedFrame Decode(DicomImage image, int index) =>
        FrameDecoder.Find(image.Description.TransferSyntax) is { IsNative: true }
            ? FrameDecoder.Decode(image.GetEncodedFrame(index).Span, image.Description)
            : image.GetFrame(index);
}
