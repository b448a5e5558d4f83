using Sinogram.Tool.Doctor;

namespace Sinogram.Tool.Tests.Doctor;

public sealed class KernelSpecCheckTests : IDisposable
{
    private readonly string _jupyter = Directory.CreateTempSubdirectory("sinogram-doctor-").FullName;

    [Theory]
    [InlineData("/bin/sh", CheckState.Found, null)]
    [InlineData("sinogram", CheckState.Found, null)]
    [InlineData("/no/such/sinogram", CheckState.Broken, "sinogram install --user")]
    public void A_kernelspec_is_well_where_its_program_is_there(string program, object state, string? remedy)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_jupyter, "kernels", "sinogram")).FullName;
        File.WriteAllText(Path.Combine(folder, "kernel.json"), $$"""{"argv": ["{{program}}", "jupyter", "{connection_file}"], "display_name": "x", "language": "C#"}""");
        var check = KernelSpecCheck.Run(name => name == "JUPYTER_PATH" ? _jupyter : null);
        Assert.Equal((state, remedy), (check.State, check.Remedy));
        Assert.Contains(folder, check.Detail, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_jupyter, recursive: true);
}
