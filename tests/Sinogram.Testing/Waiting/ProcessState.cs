using System.Globalization;

namespace Sinogram.Testing.Waiting;

/// <summary>Whether other processes run.</summary>
public static class ProcessState
{
    /// <summary>Whether a process is there and runs: one that has ended and was not yet collected by its parent does not.</summary>
    /// <param name="process">Its number.</param>
    public static bool IsRunning(int process)
    {
        try
        {
            var state = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return state[state.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc cref="IsRunning(int)"/>
    public static bool IsRunning(string process) => IsRunning(int.Parse(process, CultureInfo.InvariantCulture));
}
