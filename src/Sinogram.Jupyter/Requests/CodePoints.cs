using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Cursor positions: the protocol counts Unicode code points (since 5.2), .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The code that a request is about and the UTF-16 offset of the cursor in it; without one, the end.</summary>
    internal static (string Code, int Offset) Cursor(Request request)
    {
        var code = request.Content.Text("code") ?? "";
        return (code, ToOffset(code, request.Content.Whole("cursor_pos") ?? int.MaxValue));
    }

    /// <summary>The UTF-16 offset of a position in code points.</summary>
    internal static int ToOffset(string text, int position)
    {
        var offset = 0;
        for (var i = 0; i < position && offset < text.Length; i++)
        {
            offset += char.IsSurrogatePair(text, offset) ? 2 : 1;
        }

        return offset;
    }

    /// <summary>The position in code points of a UTF-16 offset.</summary>
    internal static int FromOffset(string text, int offset)
    {
        var position = 0;
        for (var i = 0; i < offset && i < text.Length; position++)
        {
            i += char.IsSurrogatePair(text, i) ? 2 : 1;
        }

        return position;
    }
}
