using System.Net;
using System.Net.Sockets;

namespace Sinogram.Testing;

/// <summary>Ports for programs that cannot choose one themselves.</summary>
public static class FreePorts
{
    /// <summary>A port of 127.0.0.1 that is free now; see <see cref="Take(int)"/>.</summary>
    public static int Take() => Take(1)[0];

    /// <summary>
    /// Ports of 127.0.0.1 that are free now. They lie below those that the system gives to connections and to listeners that name none: until the program has
    /// bound them, none of these takes one.
    /// </summary>
    public static int[] Take(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                ports.Add(port);
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }

        return [.. ports];
    }
}
