namespace Sinogram.Data.Workers;

/// <summary>What a frame of the worker protocol is.</summary>
internal enum FrameKind : byte
{
    /// <summary>Worker to parent, once: the worker is there; the name is its own, the body the protocol's version.</summary>
    Hello = 1,

    /// <summary>Parent to worker: do this.</summary>
    Request = 2,

    /// <summary>Worker to parent: the request's result; nothing follows for it.</summary>
    Response = 3,

    /// <summary>Worker to parent: the request failed; the name is the error's type, the body its message.</summary>
    Error = 4,

    /// <summary>Worker to parent, any number before the end of a request: text, a picture, progress.</summary>
    Event = 5,

    /// <summary>Parent to worker: stop this request.</summary>
    Cancel = 6,

    /// <summary>Worker to parent, while a request runs: an answer is wanted before it goes on; one at a time.</summary>
    Question = 7,

    /// <summary>Parent to worker: the answer to the request's question as its body; with an empty name there is none.</summary>
    Answer = 8,
}

/// <summary>One message of the worker protocol: a small named body and up to sixteen blocks of shared memory.</summary>
internal sealed record Frame(FrameKind Kind, ulong RequestId, string Name, ReadOnlyMemory<byte> Body, IReadOnlyList<SharedBlock> Blocks)
{
    internal const int ProtocolVersion = 1;

    /// <summary>Names are short: method names, event names, exception types.</summary>
    internal const int MaxNameBytes = 256;

    /// <summary>Bulk data travels in blocks; a body is a description or some text.</summary>
    internal const int MaxBodyBytes = 16 << 20;

    internal const int MaxBlocks = 16;

    internal Frame(FrameKind kind, ulong requestId, string name)
        : this(kind, requestId, name, ReadOnlyMemory<byte>.Empty, [])
    {
    }

    internal void ReleaseBlocks()
    {
        foreach (var block in Blocks)
        {
            block.Dispose();
        }
    }
}
