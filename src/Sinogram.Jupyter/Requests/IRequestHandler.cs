namespace Sinogram.Jupyter.Requests;

/// <summary>Answers one type of message. A request is busy before and idle after; an exception becomes an error reply and a log line.</summary>
internal interface IRequestHandler
{
    /// <summary>The msg_type.</summary>
    string Type { get; }

    /// <summary>The thread it runs on.</summary>
    RequestLane Lane { get; }

    /// <summary>Handles the request to its end, on the lane's thread.</summary>
    void Handle(Request request);
}

/// <summary>The threads that handle requests.</summary>
internal enum RequestLane
{
    /// <summary>The channel's own: quick answers only.</summary>
    Channel,

    /// <summary>Completion and inspection, beside a running cell.</summary>
    Services,

    /// <summary>Messages of live channels, beside a running cell.</summary>
    Comms,

    /// <summary>Cells, one at a time.</summary>
    Execution,
}
