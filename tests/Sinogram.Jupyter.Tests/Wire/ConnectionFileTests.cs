using System.Text;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Tests.Wire;

public sealed class ConnectionFileTests
{
    private const string Ports = "\"shell_port\":1,\"iopub_port\":2,\"stdin_port\":3,\"control_port\":4,\"hb_port\":5";

    [Fact]
    public void A_file_of_jupyter_client_is_read()
    {
        var file = Parse($$"""{ {{Ports}}, "ip":"127.0.0.1", "key":"k", "transport":"tcp", "signature_scheme":"hmac-sha256", "kernel_name":"sinogram", "extra":[] }""");
        Assert.Equal((1, 2, 3, 4, 5), (file.ShellPort, file.IopubPort, file.StdinPort, file.ControlPort, file.HeartbeatPort));
        Assert.Equal(("k", "sinogram", "tcp://127.0.0.1:1"), (file.Key, file.KernelName, file.Endpoint(file.ShellPort)));
    }

    [Fact]
    public void Ipc_endpoints_are_the_path_with_the_number()
    {
        var file = Parse($$"""{ {{Ports}}, "ip":"/run/user/k/kernel", "transport":"ipc" }""");
        Assert.Equal("ipc:///run/user/k/kernel-4", file.Endpoint(file.ControlPort));
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "shell_port")]
    [InlineData("""{"shell_port":70000}""", "0 to 65535")]
    [InlineData("""{"shell_port":"1"}""", "shell_port")]
    [InlineData("""{"transport":"udp"}""", "tcp and ipc")]
    [InlineData("""{"curve_publickey":"short"}""", "40 characters")]
    [InlineData("""{"curve_publickey":"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"}""", "only one")]
    [InlineData("""{"key":"k","signature_scheme":"hmac-md5"}""", "hmac-sha256")]
    public void What_cannot_be_used_says_why(string json, string why)
    {
        var error = Assert.Throws<ConnectionFileException>(() => Parse(json));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_says_so() =>
        Assert.Contains("cannot be read", Assert.Throws<ConnectionFileException>(() => ConnectionFile.Read("/nowhere/kernel.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_written_file_is_its_owner_s_only_and_reads_back()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        try
        {
            var file = new ConnectionFile { ShellPort = 1, IopubPort = 2, StdinPort = 3, ControlPort = 4, HeartbeatPort = 5, Key = "k", CurvePublicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", CurveSecretKey = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6" };
            file.Write(path);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(file, ConnectionFile.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ConnectionFile Parse(string json) => ConnectionFile.Parse(Encoding.UTF8.GetBytes(json));
}
