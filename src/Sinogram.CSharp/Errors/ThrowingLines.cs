using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Errors;

/// <summary>
/// The lines of a method where an exception can come from whose own line is unknown: the just-in-time compiler shares one place to throw between all checks
/// of a method's array bounds, and another between its checks of overflow. The code of the method says which lines have such a check.
/// </summary>
internal static class ThrowingLines
{
    private static readonly Dictionary<short, OpCode> OpCodes = typeof(System.Reflection.Emit.OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>The candidates, in order; empty where nothing can be said.</summary>
    public static IReadOnlyList<int> Of(Exception exception, MethodBase method, CellAssembly cell)
    {
        if (cell.Symbols is not { } symbols)
        {
            return [];
        }

        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols, writable: false));
        var points = provider.GetMetadataReader().GetMethodDebugInformation(MetadataTokens.MethodDefinitionHandle(method.MetadataToken & 0xFFFFFF))
            .GetSequencePoints().ToList();
        if (IsCheck(exception) is not { } isCheck || method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return points.Where(p => !p.IsHidden).Select(p => p.StartLine).Distinct().Take(2).ToList() is [var only] ? [only] : [];
        }

        var lines = new List<int>();
        foreach (var offset in Checks(code, method.Module, isCheck))
        {
            var point = points.FindLastIndex(p => p.Offset <= offset);
            if (point >= 0 && !points[point].IsHidden && !lines.Contains(points[point].StartLine))
            {
                lines.Add(points[point].StartLine);
            }
        }

        lines.Sort();
        return lines;
    }

    private static Func<OpCode, MethodBase?, bool>? IsCheck(Exception exception) => exception switch
    {
        IndexOutOfRangeException => static (code, called) => code.Name!.StartsWith("ldelem", StringComparison.Ordinal) || code.Name.StartsWith("stelem", StringComparison.Ordinal)
            || called is { Name: "get_Item" or "set_Item" or "get_Chars" or "Get" or "Set" or "Address" },
        OverflowException => static (code, _) => code.Name!.Contains(".ovf", StringComparison.Ordinal) || code == System.Reflection.Emit.OpCodes.Newarr,
        DivideByZeroException => static (code, _) => code.Name!.StartsWith("div", StringComparison.Ordinal) || code.Name.StartsWith("rem", StringComparison.Ordinal),
        _ => null,
    };

    private static IEnumerable<int> Checks(byte[] code, Module module, Func<OpCode, MethodBase?, bool> isCheck)
    {
        for (var at = 0; at < code.Length;)
        {
            var start = at;
            const byte TwoBytes = 0xFE;
            var value = code[at] == TwoBytes && at + 1 < code.Length ? (short)((TwoBytes << 8) | code[++at]) : code[at];
            at++;
            if (!OpCodes.TryGetValue(value, out var opCode))
            {
                yield break;
            }

            if (isCheck(opCode, opCode.OperandType == OperandType.InlineMethod ? Called(code, at, module) : null))
            {
                yield return start;
            }

            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MethodBase? Called(byte[] code, int at, Module module)
    {
        try
        {
            return module.ResolveMethod(BitConverter.ToInt32(code, at));
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or TypeLoadException or FileNotFoundException)
        {
            // Of a generic method's own parameters, perhaps: then it is not known what is called.
            return null;
        }
    }
}
