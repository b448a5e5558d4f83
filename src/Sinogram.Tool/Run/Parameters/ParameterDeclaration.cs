namespace Sinogram.Tool.Run.Parameters;

/// <summary>A parameter as the notebook declares it.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its C# type in the notebook's words (<c>int</c>, <c>string?</c>, <c>double[]</c>); null where it cannot be told.</param>
/// <param name="Default">The default's source text.</param>
/// <param name="Comment">The comment on its line, or the lines above it.</param>
internal sealed record ParameterDeclaration(string Name, string? Type, string Default, string Comment);
