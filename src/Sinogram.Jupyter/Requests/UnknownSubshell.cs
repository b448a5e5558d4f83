namespace Sinogram.Jupyter.Requests;

/// <summary>A request for a subshell that does not exist, or no longer.</summary>
internal static class UnknownSubshell
{
    internal static void Handle(Request request)
    {
        if (request.Type.EndsWith("_request", StringComparison.Ordinal))
        {
            const string Message = "There is no such subshell. list_subshell_request tells which there are.";
            request.ReplyError("UnknownSubshell", Message, [Message]);
        }
    }
}
