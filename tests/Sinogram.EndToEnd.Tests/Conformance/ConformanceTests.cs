namespace Sinogram.EndToEnd.Tests.Conformance;

[Collection("servers")]
public sealed class ConformanceTests(ConformanceRun run) : IClassFixture<ConformanceRun>
{
    [Theory]
    [InlineData("SinogramTests.test_kernel_info")]
    [InlineData("SinogramTests.test_execute_stdout")]
    [InlineData("SinogramTests.test_execute_stderr")]
    [InlineData("SinogramTests.test_completion")]
    [InlineData("SinogramTests.test_is_complete")]
    [InlineData("SinogramTests.test_pager")]
    [InlineData("SinogramTests.test_error")]
    [InlineData("SinogramTests.test_execute_result")]
    [InlineData("SinogramTests.test_display_data")]
    [InlineData("SinogramTests.test_history")]
    [InlineData("SinogramTests.test_inspect")]
    [InlineData("SinogramTests.test_clear_output")]
    [InlineData("CompilationErrorTests.test_error")]
    public void Jupyter_s_conformance_test_passes(string name)
    {
        if (run.Results is null)
        {
            Assert.Skip("jupyter_kernel_test is not installed: apt-get install python3-jupyter-kernel-test python3-jsonschema");
        }

        Assert.True(run.Results.TryGetValue(name, out var result), $"{name} did not run:\n{run.Output}");
        Assert.True(result.Outcome == "ok", $"{result.Outcome}: {result.Detail}");
    }

    [Fact]
    public void The_list_of_conformance_tests_is_whole()
    {
        if (run.Results is null)
        {
            Assert.Skip("jupyter_kernel_test is not installed: apt-get install python3-jupyter-kernel-test python3-jsonschema");
        }

        Assert.Equal(13, run.Results.Count);
    }
}
