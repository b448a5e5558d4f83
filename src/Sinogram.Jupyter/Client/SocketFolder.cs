using System.Net;
using System.Net.Sockets;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>
/// The folder (0700) that holds a kernel's connection file, and its sockets where the kernel takes socket files: no other account of the machine
/// can read them. Kernels that only take ports get free ones of 127.0.0.1.
/// </summary>
internal sealed class SocketFolder : IDisposable
{
    /// <summary>A socket's path is at most 107 bytes.</summary>
    private const int LongestFolder = 70;

    private readonly string _path;

    internal SocketFolder(KernelSpec spec)
    {
        var parent = Path.GetTempPath();
        parent = parent.Length > LongestFolder ? "/tmp" : parent;
        _path = Path.Combine(parent, "sinogram-" + Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var ports = spec.TakesSocketFiles ? [1, 2, 3, 4, 5] : FreePorts(5);
        Connection = new ConnectionFile
        {
            Transport = spec.TakesSocketFiles ? "ipc" : "tcp",
            Ip = spec.TakesSocketFiles ? Path.Combine(_path, "k") : "127.0.0.1",
            ShellPort = ports[0],
            ControlPort = ports[1],
            StdinPort = ports[2],
            IopubPort = ports[3],
            HeartbeatPort = ports[4],
            Key = Guid.NewGuid().ToString(),
            KernelName = spec.Name,
        };
        ConnectionFile = Path.Combine(_path, "kernel.json");
        Connection.Write(ConnectionFile);
    }

    /// <summary>Where the kernel listens.</summary>
    internal ConnectionFile Connection { get; }

    /// <summary>The file that tells it.</summary>
    internal string ConnectionFile { get; }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (IOException)
        {
            // Gone already.
        }
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Stop());
        }
    }
}
