using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Tests.Devices;

public sealed class GpuProgramTests
{
    private const string Saxpy = """
        kernel void saxpy(global const float* x, global float* y, float a, uint n)
        {
            size_t i = get_global_id(0);
            if (i < n) y[i] += a * x[i];
        }
        """;

    [Fact]
    public void The_same_source_is_compiled_once()
    {
        var context = OpenClDevice.Context;
        Assert.Same(context.Compile(Saxpy), context.Compile(Saxpy));
    }

    [Fact]
    public void A_compile_error_names_line_and_column_and_shows_the_line()
    {
        var context = OpenClDevice.Context;
        const string source = "kernel void f(global float* a)\n{\n    a[0] = b + 1;\n}";
        var failure = Assert.Throws<KernelCompileException>(() => context.Compile(source, firstLine: 2));
        var error = failure.Diagnostics.First(d => d.IsError);
        Assert.True((error.Line, error.Column) == (4, 12), failure.Message);
        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
        Assert.Contains("  4 |     a[0] = b + 1;\n    |            ^", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_is_kept_and_the_program_works()
    {
        var context = OpenClDevice.Context;
        var program = context.Compile("kernel void f(global float* a)\n{\n    a[0] = \"text\"[5000];\n}");
        Assert.Single(program.Kernels);
        Assert.All(program.Warnings, w => Assert.False(w.IsError));
    }

    [Fact]
    public void Parameters_are_known_by_name_type_and_space()
    {
        var kernel = OpenClDevice.Context.Compile(Saxpy)["saxpy"];
        Assert.Equal(
            [
                new KernelParameter(0, "x", "float*", ParameterSpace.Buffer, true),
                new KernelParameter(1, "y", "float*", ParameterSpace.Buffer, false),
                new KernelParameter(2, "a", "float", ParameterSpace.Value, true),
                new KernelParameter(3, "n", "uint", ParameterSpace.Value, true),
            ],
            kernel.Parameters);
        Assert.Equal("saxpy(const float* x, float* y, float a, uint n)", kernel.ToString());
    }

    [Fact]
    public void An_unknown_kernel_is_refused_with_the_names_of_those_there_are()
    {
        var program = OpenClDevice.Context.Compile(Saxpy);
        Assert.Contains("saxpy", Assert.Throws<GpuException>(() => program["daxpy"]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error: cell:2:10: expected expression", 2, 10, true, "expected expression")]
    [InlineData("warning: /tmp/x.cl:7:1: unused variable 'q'", 7, 1, false, "unused variable 'q'")]
    [InlineData("<kernel>:3:5: error: use of undeclared identifier 'x'", 3, 5, true, "use of undeclared identifier 'x'")]
    [InlineData("1:1: fatal error: too many errors", 0, 0, true, null)]
    [InlineData("cell:12:8: fatal error: 'a.h' file not found", 12, 8, true, "'a.h' file not found")]
    public void The_logs_of_several_compilers_are_read(string log, int line, int column, bool isError, string? message)
    {
        var found = ProgramBuilder.Parse($"Build started\n{log}\n   a[0] = ;\n");
        if (message is null)
        {
            Assert.Empty(found);
            return;
        }
        Assert.Equal(new KernelDiagnostic(line, column, isError, message), Assert.Single(found));
    }
}
