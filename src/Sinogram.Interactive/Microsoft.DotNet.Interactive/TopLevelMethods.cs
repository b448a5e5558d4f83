namespace Microsoft.DotNet.Interactive;

/// <summary>Questions to the person at the notebook, and the cell's own output.</summary>
public static class TopLevelMethods
{
    /// <summary>Asks for a line of text and waits for it.</summary>
    public static string input(string prompt = "") => Kernel.AskAsync(prompt, secret: false).GetAwaiter().GetResult();

    /// <summary>Takes back what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output comes, so that the notebook does not flicker.</param>
    public static void ClearOutput(bool wait = false) => DisplayedValue.Output.Clear(wait);

    /// <summary>Asks for a password and waits for it; it is not shown.</summary>
    public static PasswordString password(string prompt = "") => new(Kernel.AskAsync(prompt, secret: true).GetAwaiter().GetResult());
}
