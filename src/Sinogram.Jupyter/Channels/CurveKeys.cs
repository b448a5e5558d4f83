using System.Text;
using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Channels;

/// <summary>
/// CurveZMQ, as Jupyter's connection files carry it: one key pair that kernel and client share. Who does not know the public key cannot
/// connect, and what is sent is encrypted.
/// </summary>
internal static class CurveKeys
{
    /// <summary>Makes a socket that will be bound refuse who does not know the connection's public key; nothing where it has none.</summary>
    /// <exception cref="ZeroMqException">libzmq was built without CurveZMQ.</exception>
    internal static void Require(ZmqSocket socket, ConnectionFile connection)
    {
        if (Of(connection) is var (publicKey, secretKey))
        {
            socket.Set(LibZmq.CURVE_SERVER, 1);
            socket.Set(LibZmq.CURVE_PUBLICKEY, publicKey);
            socket.Set(LibZmq.CURVE_SECRETKEY, secretKey);
        }
    }

    /// <summary>Makes a socket that will connect speak to a kernel of this connection; nothing where it has no keys.</summary>
    /// <exception cref="ZeroMqException">libzmq was built without CurveZMQ.</exception>
    internal static void Offer(ZmqSocket socket, ConnectionFile connection)
    {
        if (Of(connection) is var (publicKey, secretKey))
        {
            socket.Set(LibZmq.CURVE_SERVERKEY, publicKey);
            socket.Set(LibZmq.CURVE_PUBLICKEY, publicKey);
            socket.Set(LibZmq.CURVE_SECRETKEY, secretKey);
        }
    }

    /// <summary>A new key pair as text.</summary>
    internal static unsafe (string Public, string Secret) Create()
    {
        const int Size = ConnectionFile.CurveKeyLength + 1;
        var publicKey = stackalloc byte[Size];
        var secretKey = stackalloc byte[Size];
        return LibZmq.zmq_curve_keypair(publicKey, secretKey) == 0
            ? (Encoding.ASCII.GetString(publicKey, Size - 1), Encoding.ASCII.GetString(secretKey, Size - 1))
            : throw ZeroMqException.Last("zmq_curve_keypair");
    }

    private static (byte[] Public, byte[] Secret)? Of(ConnectionFile connection)
    {
        if (connection is not { CurvePublicKey: { } publicKey, CurveSecretKey: { } secretKey })
        {
            return null;
        }

        return LibZmq.zmq_has("curve") == 1
            ? (Encoding.ASCII.GetBytes(publicKey), Encoding.ASCII.GetBytes(secretKey))
            : throw new ZeroMqException("The connection file asks for CurveZMQ, but this libzmq was built without it. Debian's has it: apt-get install libzmq5.");
    }
}
