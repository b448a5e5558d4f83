namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>One question of several.</summary>
/// <param name="name">The name of its answer.</param>
/// <param name="prompt">What to ask; the name where nothing else is given.</param>
public sealed class InputDescription(string name, string? prompt = null)
{
    /// <summary>The name of its answer.</summary>
    public string Name { get; } = name;

    /// <summary>What to ask.</summary>
    public string Prompt { get; } = prompt ?? name;

    /// <summary>What kind of text is expected; <c>password</c> hides it.</summary>
    public string TypeHint { get; set; } = "text";
}
