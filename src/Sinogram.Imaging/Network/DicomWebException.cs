using System.Net;

namespace Sinogram.Imaging.Network;

/// <summary>A DICOMweb server refused, failed or answered what the standard does not allow; the message names the server, never a patient.</summary>
public sealed class DicomWebException : ImagingException
{
    /// <summary>Creates the error.</summary>
    public DicomWebException(string message, string hint, HttpStatusCode? status = null, Exception? inner = null)
        : base(message, hint, inner) => Status = status;

    /// <summary>The HTTP status, or null where no answer came.</summary>
    public HttpStatusCode? Status { get; }
}
