using Sinogram.Jupyter.Client;

namespace Sinogram.Tool.Doctor;

/// <summary>Whether Jupyter knows the kernel, and starts a program that is there.</summary>
internal static class KernelSpecCheck
{
    private const string Name = "kernelspec";
    private const string Install = "sinogram install --user";

    /// <param name="environment">Reads an environment variable.</param>
    public static CheckResult Run(Func<string, string?> environment) => new KernelSpecs(environment).Find("sinogram") switch
    {
        null => new CheckResult(Name, CheckState.Optional, "not where Jupyter looks", Install),
        { } spec when Path.IsPathRooted(spec.Command[0]) && !File.Exists(spec.Command[0]) =>
            new CheckResult(Name, CheckState.Broken, $"{spec.Folder} starts {spec.Command[0]}, which is not there", Install),
        { } spec => new CheckResult(Name, CheckState.Found, spec.Folder),
    };
}
