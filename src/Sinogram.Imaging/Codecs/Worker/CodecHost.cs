using System.Text.Json;
using Sinogram.Data.Workers;

namespace Sinogram.Imaging.Codecs.Worker;

/// <summary>
/// Decodes frames of every transfer syntax: managed codecs here, native ones in worker processes with time and memory limits.
/// A crash, an endless loop or too much memory there is an error of that one frame.
/// </summary>
public sealed class CodecHost : IDisposable
{
    private const int MaxWorkers = 4;
    private static readonly Lazy<CodecHost> SharedHost = new(() => new CodecHost());

    private readonly WorkerHost[] _workers;
    private readonly Stack<WorkerHost> _free;
    private readonly SemaphoreSlim _available;

    /// <summary>A host with up to <paramref name="workers"/> processes (one for each processor, at most 4, where 0), each started when first needed.</summary>
    public CodecHost(int workers = 0, WorkerOptions? options = null)
    {
        var count = workers > 0 ? workers : Math.Clamp(Environment.ProcessorCount, 1, MaxWorkers);
        _workers = [.. Enumerable.Range(0, count).Select(_ => new WorkerHost(options ?? new WorkerOptions(CodecWorker.WorkerName)))];
        _free = new Stack<WorkerHost>(_workers);
        _available = new SemaphoreSlim(count, count);
    }

    /// <summary>The host of the whole process; its workers end with the process.</summary>
    public static CodecHost Shared => SharedHost.Value;

    /// <summary>The processor time that a native codec may take for a frame, besides one second for each million samples; by the clock, ten times as much.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The bytes of memory that a native codec may take for a frame, besides 40 for each sample.</summary>
    public long MemoryLimit { get; init; } = 256L << 20;

    /// <summary>Decodes one frame.</summary>
    /// <exception cref="PixelDataException">It cannot be decoded, or the codec crashed or went over its limits.</exception>
    public async Task<DecodedFrame> DecodeAsync(ReadOnlyMemory<byte> frame, PixelDescription description, CancellationToken token = default)
    {
        if (FrameDecoder.Find(description.TransferSyntax) is not { IsNative: true } codec)
        {
            return FrameDecoder.Decode(frame.Span, description, token);
        }

        description.Validate();
        await _available.WaitAsync(token);
        var worker = Take();
        try
        {
            return await DecodeAsync(worker, frame, description, token);
        }
        catch (WorkerStartException missing)
        {
            throw new PixelDataException($"{codec.Name} frames are decoded in a worker process, which cannot be started. {missing.Message}", missing);
        }
        catch (WorkerFailedException refused)
        {
            throw new PixelDataException(refused.Message, refused);
        }
        catch (WorkerDiedException died)
        {
            throw new PixelDataException($"The {codec.Name} decoder crashed on this frame ({died.Exit}); the frame is damaged or too large.", died);
        }
        catch (WorkerTimeoutException late)
        {
            throw new PixelDataException($"The {codec.Name} decoder did not finish this frame in time. {late.Message}", late);
        }
        finally
        {
            Return(worker);
        }
    }

    /// <summary>Decodes one frame and waits for it. Safe where a synchronization context exists.</summary>
    /// <inheritdoc cref="DecodeAsync(ReadOnlyMemory{byte}, PixelDescription, CancellationToken)"/>
    public DecodedFrame Decode(ReadOnlyMemory<byte> frame, PixelDescription description, CancellationToken token = default) =>
        FrameDecoder.Find(description.TransferSyntax) is { IsNative: true }
            ? Task.Run(() => DecodeAsync(frame, description, token), token).GetAwaiter().GetResult()
            : FrameDecoder.Decode(frame.Span, description, token);

    /// <summary>Ends the workers.</summary>
    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }

        _available.Dispose();
    }

    private async Task<DecodedFrame> DecodeAsync(WorkerHost worker, ReadOnlyMemory<byte> frame, PixelDescription description, CancellationToken token)
    {
        using var encoded = SharedBlock.Copy(frame.Span);
        var request = new WorkerRequest(CodecWorker.DecodeRequest, JsonSerializer.SerializeToUtf8Bytes(description), [encoded])
        {
            TimeLimit = TimeLimit + TimeSpan.FromSeconds(description.SampleCount / 1e6),
            MemoryLimit = MemoryLimit + (40 * description.SampleCount),
        };
        using var reply = await worker.RequestAsync(request, token: token);
        var head = JsonSerializer.Deserialize<CodecWorker.FrameHead>(reply.Body.Span);
        if (head is null || reply.Blocks is not [var samples] || samples.Length != (long)head.Rows * head.Columns * head.SamplesPerPixel * head.Type.Size()
            || head.Rows != description.Rows || head.Columns != description.Columns)
        {
            throw new PixelDataException("The codec worker gave an answer that does not fit the image.");
        }

        return new DecodedFrame(head.Rows, head.Columns, head.SamplesPerPixel, head.Type, head.Photometric, samples.ToArray());
    }

    private WorkerHost Take()
    {
        lock (_free)
        {
            return _free.Pop();
        }
    }

    private void Return(WorkerHost worker)
    {
        lock (_free)
        {
            _free.Push(worker);
        }

        _available.Release();
    }
}
