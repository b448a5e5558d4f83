using System.Security.Cryptography;
using System.Text;

namespace Sinogram.Gpu.Devices;

/// <summary>The programs of a context, by the hash of their source and options; the oldest leaves when there are too many.</summary>
internal sealed class ProgramCache(GpuContext context)
{
    private const int Capacity = 128;

    private readonly Lock _one = new();
    private readonly Dictionary<string, GpuProgram> _programs = [];
    private readonly Queue<string> _order = [];

    internal GpuProgram Get(string source, string options, int firstLine)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{options}\0{firstLine}\0{source}")));
        lock (_one)
        {
            if (_programs.TryGetValue(key, out var known))
            {
                return known;
            }
            var program = ProgramBuilder.Build(context, source, options, firstLine);
            _programs[key] = program;
            _order.Enqueue(key);
            if (_order.Count > Capacity)
            {
                // Kernels in use keep their program alive; the handles are released with the last of them.
                _programs.Remove(_order.Dequeue());
            }
            return program;
        }
    }
}
