using System.Text.Json;
using Sinogram.Data.Workers;

namespace Sinogram.Imaging.Codecs.Worker;

/// <summary>
/// The worker's side of <see cref="CodecHost"/>: decodes frames with native libraries, so that a crash on a damaged image ends this process
/// and not the kernel. <c>sinogram worker codec</c> runs it.
/// </summary>
public sealed class CodecWorker : IWorkerHandler
{
    /// <summary>The worker's name.</summary>
    public const string WorkerName = "codec";

    internal const string DecodeRequest = "decode";

    /// <inheritdoc/>
    public string Name => WorkerName;

    /// <inheritdoc/>
    public WorkerReply Handle(WorkerRequest request, WorkerContext context, CancellationToken token)
    {
        if (request is not { Name: DecodeRequest, Blocks: [var encoded] })
        {
            throw new PixelDataException($"The codec worker does not know the request '{request.Name}'.");
        }

        var description = JsonSerializer.Deserialize<PixelDescription>(request.Body.Span)
            ?? throw new PixelDataException("The request has no description of the pixels.");
        var frame = FrameDecoder.Decode(encoded.Read(0, checked((int)encoded.Length)), description, token);
        var head = new FrameHead(frame.Rows, frame.Columns, frame.SamplesPerPixel, frame.Type, frame.Photometric);
        return new WorkerReply(JsonSerializer.SerializeToUtf8Bytes(head), [SharedBlock.Copy(frame.Bytes)]);
    }

    /// <summary>What a reply says about the samples in its block.</summary>
    internal sealed record FrameHead(int Rows, int Columns, int SamplesPerPixel, SampleType Type, PhotometricInterpretation Photometric);
}
