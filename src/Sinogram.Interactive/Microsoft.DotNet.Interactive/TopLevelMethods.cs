namespace Microsoft.DotNet.Interactive;

/// <summary>Questions to the person at the notebook.</summary>
public static class TopLevelMethods
{
    /// <summary>Asks for a line of text and waits for it.</summary>
    public static string input(string prompt = "") => Kernel.AskAsync(prompt, secret: false).GetAwaiter().GetResult();

    /// <summary>Asks for a password and waits for it; it is not shown.</summary>
    public static PasswordString password(string prompt = "") => new(Kernel.AskAsync(prompt, secret: true).GetAwaiter().GetResult());
}
