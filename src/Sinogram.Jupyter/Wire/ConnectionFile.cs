using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Sinogram.Jupyter.Wire;

/// <summary>What a connection file says: where to bind, and the key.</summary>
public sealed record ConnectionFile
{
    /// <summary>A key of 32 bytes as text.</summary>
    internal const int CurveKeyLength = 40;

    private static readonly SearchValues<char> Z85 =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#");

    /// <summary><c>tcp</c> or <c>ipc</c>.</summary>
    public string Transport { get; init; } = "tcp";

    /// <summary>An address; with <c>ipc</c>, the beginning of the sockets' paths.</summary>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>Only this machine reaches the sockets.</summary>
    public bool IsLocal => Transport == "ipc" || Ip == "localhost" || (IPAddress.TryParse(Ip, out var address) && IPAddress.IsLoopback(address));

    /// <summary>The shell's port; 0 for any free one.</summary>
    public int ShellPort { get; init; }

    /// <summary>The control channel's port.</summary>
    public int ControlPort { get; init; }

    /// <summary>The stdin channel's port.</summary>
    public int StdinPort { get; init; }

    /// <summary>The iopub channel's port.</summary>
    public int IopubPort { get; init; }

    /// <summary>The heartbeat's port.</summary>
    public int HeartbeatPort { get; init; }

    /// <summary>Signs messages; empty for none.</summary>
    public string Key { get; init; } = "";

    /// <summary>CurveZMQ's public key of the kernel (Z85), where the front end wants its messages encrypted.</summary>
    public string? CurvePublicKey { get; init; }

    /// <summary>The secret key that belongs to <see cref="CurvePublicKey"/>.</summary>
    public string? CurveSecretKey { get; init; }

    /// <summary>The kernelspec's name, where the front end wrote it.</summary>
    public string? KernelName { get; init; }

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="ConnectionFileException">It is missing, no JSON, or asks for what this kernel does not have.</exception>
    public static ConnectionFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionFileException($"The connection file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the content of a connection file.</summary>
    /// <exception cref="ConnectionFileException">It is no JSON object, or asks for what this kernel does not have.</exception>
    public static ConnectionFile Parse(ReadOnlySpan<byte> json)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(json);
        }
        catch (JsonException e)
        {
            throw new ConnectionFileException("The connection file is not JSON: " + e.Message, e);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ConnectionFileException("The connection file is not a JSON object.");
        }

        var key = root.Text("key") ?? "";
        var scheme = root.Text("signature_scheme") ?? "hmac-sha256";
        if (key.Length > 0 && scheme != "hmac-sha256")
        {
            throw new ConnectionFileException($"The connection file asks for signature_scheme '{scheme}'; this kernel has hmac-sha256.");
        }

        var transport = root.Text("transport") ?? "tcp";
        if (transport is not ("tcp" or "ipc"))
        {
            throw new ConnectionFileException($"The connection file asks for transport '{transport}'; this kernel has tcp and ipc.");
        }

        var (publicKey, secretKey) = (CurveKey(root, "curve_publickey"), CurveKey(root, "curve_secretkey"));
        if (publicKey is null != secretKey is null)
        {
            throw new ConnectionFileException("The connection file has only one of curve_publickey and curve_secretkey; encryption needs both.");
        }

        return new ConnectionFile
        {
            CurvePublicKey = publicKey,
            CurveSecretKey = secretKey,
            Transport = transport,
            Ip = root.Text("ip") ?? "127.0.0.1",
            ShellPort = Port(root, "shell_port"),
            ControlPort = Port(root, "control_port"),
            StdinPort = Port(root, "stdin_port"),
            IopubPort = Port(root, "iopub_port"),
            HeartbeatPort = Port(root, "hb_port"),
            Key = key,
            KernelName = root.Text("kernel_name"),
        };
    }

    /// <summary>Writes the file for its owner only (0600).</summary>
    public void Write(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var file = new FileStream(path, options);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("transport", Transport);
        json.WriteString("ip", Ip);
        json.WriteNumber("shell_port", ShellPort);
        json.WriteNumber("control_port", ControlPort);
        json.WriteNumber("stdin_port", StdinPort);
        json.WriteNumber("iopub_port", IopubPort);
        json.WriteNumber("hb_port", HeartbeatPort);
        json.WriteString("key", Key);
        json.WriteString("signature_scheme", "hmac-sha256");
        if (CurvePublicKey is not null)
        {
            json.WriteString("curve_publickey", CurvePublicKey);
            json.WriteString("curve_secretkey", CurveSecretKey);
        }

        if (KernelName is not null)
        {
            json.WriteString("kernel_name", KernelName);
        }

        json.WriteEndObject();
    }

    /// <summary>The endpoint of a port.</summary>
    public string Endpoint(int port) => Transport == "ipc"
        ? string.Create(CultureInfo.InvariantCulture, $"ipc://{Ip}-{port}")
        : string.Create(CultureInfo.InvariantCulture, $"tcp://{(Ip.Contains(':', StringComparison.Ordinal) ? $"[{Ip}]" : Ip)}:{(port == 0 ? "*" : port)}");

    /// <summary>A key as the client wrote it; null or an empty text means none.</summary>
    private static string? CurveKey(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null || root.Text(name) is "")
        {
            return null;
        }

        return root.Text(name) is { Length: CurveKeyLength } key && key.All(c => Z85.Contains(c))
            ? key
            : throw new ConnectionFileException($"The connection file's {name} is not a CurveZMQ key: 40 characters of Z85.");
    }

    private static int Port(JsonElement root, string name) => root.Whole(name) switch
    {
        { } port when port is >= 0 and <= 65535 => port,
        { } port => throw new ConnectionFileException($"The connection file's {name} is {port}; a port is 0 to 65535."),
        null => throw new ConnectionFileException($"The connection file has no number {name}."),
    };
}

/// <summary>A connection file that cannot be used: what is wrong and what the kernel has.</summary>
public sealed class ConnectionFileException(string message, Exception? inner = null) : Exception(message, inner);
