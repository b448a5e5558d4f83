using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;

namespace Sinogram.Data.Storage.Http;

/// <summary>A body that is written while it is sent, in constant memory.</summary>
internal sealed class PipeContent : HttpContent
{
    private readonly PipeReader _reader;

    public PipeContent(PipeReader reader)
    {
        _reader = reader;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => _reader.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
