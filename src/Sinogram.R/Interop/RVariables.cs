using System.Runtime.InteropServices;

namespace Sinogram.R.Interop;

/// <summary>The variables that libR exports: some are set before R starts, some are constants once it runs.</summary>
internal sealed unsafe class RVariables(nint library)
{
    internal nint Nil => Value("R_NilValue");

    internal nint BaseEnvironment => Value("R_BaseEnv");

    internal nint MissingString => Value("R_NaString");

    internal int* InterruptsPending { get; } = (int*)NativeLibrary.GetExport(library, "R_interrupts_pending");

    internal void Set(string name, int value) => *(int*)NativeLibrary.GetExport(library, name) = value;

    internal void SetPointer(string name, void* value) => *(void**)NativeLibrary.GetExport(library, name) = value;

    private nint Value(string name) => *(nint*)NativeLibrary.GetExport(library, name);
}
