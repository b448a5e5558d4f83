using System.Text;
using System.Text.RegularExpressions;

namespace Sinogram.Gpu.Interop;

/// <summary>
/// Holds back what a driver's compiler prints on file descriptor 2 while a program is built.
/// </summary>
/// <remarks>
/// PoCL embeds clang, which prints "1 error generated." there besides the build log. Whatever else is written meanwhile, by
/// any thread, is kept in a memory file and passed on when the build has ended.
/// </remarks>
internal static unsafe partial class CompilerNoise
{
    private static readonly Lock _one = new();

    internal static int HoldBack(Func<int> build)
    {
        lock (_one)
        {
            var memory = LibC.CreateMemoryFile("opencl-build", flags: 1 /* MFD_CLOEXEC */);
            var original = memory < 0 ? -1 : LibC.Duplicate(LibC.StandardError);
            if (original < 0 || LibC.Duplicate(memory, LibC.StandardError) < 0)
            {
                Close(memory);
                Close(original);
                return build();
            }
            try
            {
                return build();
            }
            finally
            {
                _ = LibC.Duplicate(original, LibC.StandardError);
                PassOn(memory);
                Close(memory);
                Close(original);
            }
        }
    }

    private static void PassOn(int memory)
    {
        var held = new MemoryStream();
        var part = stackalloc byte[4096];
        nint count;
        while ((count = LibC.Read(memory, part, 4096, held.Length)) > 0)
        {
            held.Write(new ReadOnlySpan<byte>(part, (int)count));
        }
        var rest = Encoding.UTF8.GetBytes(Summary().Replace(Encoding.UTF8.GetString(held.ToArray()), ""));
        fixed (byte* bytes = rest)
        {
            var sent = 0;
            while (sent < rest.Length && (count = LibC.Write(LibC.StandardError, bytes + sent, (nuint)(rest.Length - sent))) > 0)
            {
                sent += (int)count;
            }
        }
    }

    private static void Close(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = LibC.Close(descriptor);
        }
    }

    [GeneratedRegex(@"^(\d+ warnings?( and \d+ errors?)?|\d+ errors?) generated\.\r?\n", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Summary();
}
