// The runtime looks for this attribute by its full name; the framework does not define it.
namespace System.Runtime.CompilerServices;

/// <summary>Lets the code of this assembly use the internal members of another one; a later cell sees an earlier one as its own project.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    /// <summary>The other assembly's simple name.</summary>
    public string AssemblyName { get; } = assemblyName;
}
