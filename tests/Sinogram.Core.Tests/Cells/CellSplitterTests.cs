using Sinogram.Core.Cells;
using Sinogram.Core.Magics;

namespace Sinogram.Core.Tests.Cells;

public sealed class CellSplitterTests : ICellVocabulary
{
    private static readonly MagicInfo Body = new("sql", "", [new VerbInfo("", "") { Body = BodyKind.Required }], "");
    private static readonly MagicInfo Line = new("line", "", [new VerbInfo("", "") { Arguments = ["[X…]"] }], "");
    private static readonly MagicInfo Prefix = new("time", "", [new VerbInfo("", "")], "") { IsPrefix = true };

    [Theory]
    [InlineData("1 + 1", "code@0:1 + 1")]
    [InlineData("", "")]
    [InlineData("  \n ", "")]
    [InlineData("#!sql\nselect 1", "magic@1:select 1")]
    [InlineData("var a = 1;\n#!sql --out x\nselect 1\n#!csharp\nb", "code@0:var a = 1;|magic@2:select 1|csharp@4:b")]
    [InlineData("#!line a\n#!line b\nc", "magic@1:|magic@2:|code@2:c")]
    [InlineData("#!time\na\n#!line x", "prefix@1:a\n#!line x")]
    [InlineData("#!sql\nselect 1\n#!sql\nselect 2", "magic@1:select 1|magic@3:select 2")]
    [InlineData("#!/bin/bash\necho", "code@0:#!/bin/bash\necho")]
    [InlineData(" #!sql\nselect", "code@0: #!sql\nselect")]
    [InlineData("var s = \"\"\"\n#!sql\n\"\"\";\n1", "code@0:var s = \"\"\"\n#!sql\n\"\"\";\n1")]
    [InlineData("var s = @\"\n#!sql\n\";", "code@0:var s = @\"\n#!sql\n\";")]
    [InlineData("/*\n#!sql\n*/ 1", "code@0:/*\n#!sql\n*/ 1")]
    [InlineData("// a \" quote\n#!sql\nselect", "code@0:// a \" quote|magic@2:select")]
    [InlineData("var c = '\"';\n#!sql\nselect", "code@0:var c = '\"';|magic@2:select")]
    [InlineData("var s = $\"{a}\\\"\";\n#!sql\nselect", "code@0:var s = $\"{a}\\\"\";|magic@2:select")]
    [InlineData("#!sql\nselect '/* no comment'\n#!line", "magic@1:select '/* no comment'|magic@3:")]
    [InlineData("#!sql\r\nselect 1\r\n#!line\r\n", "magic@1:select 1|magic@3:")]
    public void A_cell_is_split(string code, string expected)
    {
        var segments = CellSplitter.Split(new Cell(code, 1), this);
        Assert.Equal(expected, string.Join('|', segments.Select(Describe)));
    }

    public MagicInfo? FindMagic(string name) => name switch { "sql" => Body, "line" => Line, "time" => Prefix, _ => null };

    public string? FindLanguage(string name) => name == "csharp" ? name : null;

    private static string Describe(Segment segment)
    {
        var kind = segment switch
        {
            Segment.Code { Language: { } language } => language,
            Segment.Code => "code",
            Segment.Magic => "magic",
            _ => "prefix",
        };
        return $"{kind}@{segment.Part.FirstLine}:{segment.Part.Code.TrimEnd('\r', '\n')}";
    }
}
