using Sinogram.Data.Storage;
using Sinogram.Imaging.Network;

namespace Sinogram.Imaging.Harvest;

/// <summary>Finds out what a source is: a DICOMweb address, a storage, a folder or a file.</summary>
public static class HarvestSource
{
    /// <summary>Opens a source; a folder or file must exist.</summary>
    /// <param name="source">A path (<c>~</c> is the home folder), <c>s3://bucket/folder</c>, <c>webhdfs://host:port/folder</c>, or <c>http(s)://…/dicom-web[/studies/UID[/series/UID]][?QIDO query]</c>.</param>
    /// <param name="workspaceRoot">Left out where it lies inside the source.</param>
    /// <param name="web">How to talk to a server.</param>
    /// <exception cref="HarvestException">The source does not exist, or cannot be harvested.</exception>
    /// <param name="storage">How to reach <c>s3://</c> and <c>webhdfs://</c>; by default as the environment says.</param>
    public static IHarvestSource Open(string source, string workspaceRoot, DicomWebOptions? web = null, StorageProvider? storage = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        if (source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return DicomWebSource.Open(source, web ?? new DicomWebOptions());
        }

        if (StorageProvider.IsStorage(source))
        {
            return StorageSource.Open(source, storage ?? StorageProvider.Default);
        }

        if (source.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0 && source[..scheme].All(char.IsAsciiLetterOrDigit))
        {
            throw new HarvestException(HarvestProblem.SourceRefused, $"Sources of the kind {source[..scheme]}:// cannot be harvested.", "name a folder, a file, s3://bucket/folder, webhdfs://host:port/folder, or a DICOMweb address that begins with http:// or https://");
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string path = Path.GetFullPath(source.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, source[2..]) : source == "~" ? home : source);
        if (File.Exists(path))
        {
            return new FileSource(path);
        }

        if (!Directory.Exists(path))
        {
            throw new HarvestException(HarvestProblem.SourceMissing, $"There is no file or folder {source}.", "check the path; a relative one starts at the notebook's folder");
        }

        path = Path.TrimEndingDirectorySeparator(path);
        if (path == workspaceRoot || path.StartsWith(workspaceRoot + "/", StringComparison.Ordinal))
        {
            throw new HarvestException(HarvestProblem.SourceRefused, $"The source {source} is the workspace itself.", "harvest into a folder outside the source, or name the folder with the original files");
        }

        return new FolderSource(source, path, workspaceRoot);
    }
}
