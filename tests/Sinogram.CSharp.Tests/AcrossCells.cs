namespace Sinogram.CSharp.Tests;

/// <summary>
/// Constructs of the language that must work within one cell as well as from an earlier cell. Parts are separated by a line of three dashes;
/// each row runs once as it stands, a cell a part, and once with all parts in one cell.
/// </summary>
internal static class AcrossCells
{
    public static IEnumerable<(string, string)> All => Rows.SelectMany(r => new[] { r, (r.Item1.Replace("\n---\n", "\n"), r.Item2) });

    private static readonly (string, string)[] Rows =
    [
        // Anonymous types and delegates without a name.
        ("var p = new { A = 1 };\n---\np.A", "1"),
        ("var ps = new[] { new { A = 1, B = \"x\" }, new { A = 2, B = \"y\" } };\n---\nps[1].B", "y"),
        ("var ps = Enumerable.Range(0, 3).Select(i => new { I = i, Square = i * i }).ToList();\n---\nps.Where(p => p.Square > 0).Sum(p => p.I)", "3"),
        ("var groups = new[] { 1, 2, 3 }.GroupBy(i => new { Odd = i % 2 == 1 }).ToDictionary(g => g.Key, g => g.Count());\n---\ngroups[new { Odd = true }]", "2"),
        ("var empty = new { };\n---\nempty.ToString()", "{ }"),
        ("var f = (ref int x) => x++;\n---\nvar n = 1;\n---\nf(ref n);\nn", "2"),
        ("var f = (out int x) => x = 5;\n---\nf(out var n);\nn", "5"),
        ("var fs = new[] { (ref int x) => x + 1, (ref int x) => x + 2 };\n---\nvar n = 1;\n---\nfs[1](ref n)", "3"),
        ("var f = (int x, int y = 2) => x * y;\n---\nf(4)", "8"),
        ("var f = (params int[] xs) => xs.Sum();\n---\nf(1, 2, 3)", "6"),
        ("int Ref(ref int x) => x + 1;\n---\nvar m = Ref;\n---\nvar n = 2;\n---\nm(ref n)", "3"),
        ("unsafe { }\n---\nvar seventeen = (int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p, int q) => a + q;\n---\nseventeen(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)", "3"),

        ("var byName = new Dictionary<string, List<object>>();\nvar fs = new[] { new[] { (ref int x) => x + 1 } };\n---\nvar n = 1;\nfs[0][0](ref n)", "2"),
        ("var fs = new[] { (ref int x) => { x++; }, (ref int x) => { x += 10; } }.ToList();\n---\nfs.Add((ref int x) => x *= 2);\n---\nvar n = 1;\nfs.ForEach(f => f(ref n));\nn", "24"),

        // What is internal is seen as in one project.
        ("class A { internal int V = 3; internal static int S() => 4; internal class N { internal int W = 5; } }\n---\nnew A().V + A.S() + new A.N().W", "12"),
        ("internal class Base { internal virtual int V => 1; protected internal int P => 2; private protected int Q => 3; }\n---\nclass Derived : Base { internal override int V => base.V + P + Q; }\n---\nnew Derived().V", "6"),
        ("internal interface IShape { int Sides { get; } }\n---\ninternal record Square(int Sides) : IShape;\n---\nIShape s = new Square(4);\ns.Sides", "4"),
        ("class A { internal int this[int i] => i; internal event Action E; internal void Raise() => E?.Invoke(); }\n---\nvar a = new A();\nvar n = 0;\na.E += () => n++;\na.Raise();\n---\na[7] + n", "8"),
        ("internal enum Kind { One = 1, Two }\n---\ninternal static int Twice(Kind k) => 2 * (int)k;\n---\nTwice(Kind.Two)", "4"),

        // Names made by deconstruction, out and patterns.
        ("(var a, var b) = (1, 2);\n---\na + b", "3"),
        ("(int a, string b) = (1, \"x\");\n---\nb + a", "x1"),
        ("var (a, (b, _), c) = (1, (2, 3), 4);\n---\na + b + c", "7"),
        ("new Dictionary<string, int> { [\"k\"] = 5 }.TryGetValue(\"k\", out var v);\n---\nv", "5"),
        ("object x = \"text\";\nif (x is not string s) return 0;\n---\ns.Length", "4"),
        ("object x = (1, \"b\");\nif (x is not (int n, string t)) return 0;\n---\nt + n", "b1"),
        ("object x = new[] { 1, 2, 3 };\nvar ok = x is int[] and [var first, .., var last];\n---\nfirst + last", "4"),
        ("var ok = int.TryParse(\"4\", out var i) & double.TryParse(\"2.5\", System.Globalization.CultureInfo.InvariantCulture, out var d);\n---\ni * d", "10"),

        // Overloads of several cells, and arities.
        ("int F(int x) => x;\n---\nstring F(string x) => x + \"s\";\n---\nF(1) + F(\"a\")", "1as"),
        ("int F(int x) => 1;\n---\nint F(int x, int y) => 2;\n---\nint F<T>(T x, string y) => 3;\n---\nF(1) * 100 + F(1, 1) * 10 + F(1.0, \"\")", "123"),
        ("class A { public int N = 1; }\n---\nclass A<T> { public int N = 2; }\n---\nclass A<T, U> { public int N = 3; }\n---\nnew A().N * 100 + new A<int>().N * 10 + new A<int, int>().N", "123"),
        ("delegate int D(int x);\n---\ndelegate int D<T>(T x);\n---\nD d = x => x;\nD<string> e = s => s.Length;\nd(1) + e(\"ab\")", "3"),

        // Names that are used without being written.
        ("class Some { }\n---\nstatic class SomeE { public static IEnumerator<int> GetEnumerator(this Some s) { yield return 1; yield return 2; } }\n---\nvar sum = 0;\nforeach (var x in new Some()) sum += x;\nsum", "3"),
        ("class Some { }\n---\nstatic class SomeE { public static async IAsyncEnumerator<int> GetAsyncEnumerator(this Some s) { await Task.Yield(); yield return 4; } }\n---\nvar sum = 0;\nawait foreach (var x in new Some()) sum += x;\nsum", "4"),
        ("class Ten { }\n---\nstatic class TenE { public static System.Runtime.CompilerServices.TaskAwaiter<int> GetAwaiter(this Ten t) => Task.FromResult(10).GetAwaiter(); }\n---\nawait new Ten()", "10"),
        ("class Box { public int V = 5; }\n---\nstatic class BoxE { public static void Deconstruct(this Box b, out int v, out int w) { v = b.V; w = 1; } }\n---\nvar (v, w) = new Box();\nv + w", "6"),
        ("class Box { public int V = 5; }\n---\nstatic class BoxE { public static void Deconstruct(this Box b, out int v, out int w) { v = b.V; w = 1; } }\n---\nnew Box() is (5, var w)", "True"),
        ("class Bag : System.Collections.IEnumerable { public int Sum; public System.Collections.IEnumerator GetEnumerator() => null; }\n---\nstatic class BagE { public static void Add(this Bag b, int x) => b.Sum += x; }\n---\nnew Bag { 1, 2 }.Sum", "3"),
        ("class Bag : System.Collections.IEnumerable { public int Sum; public System.Collections.IEnumerator GetEnumerator() => Array.Empty<int>().GetEnumerator(); }\n---\nstatic class BagE { public static void Add(this Bag b, int x) => b.Sum += x; }\n---\nBag b = [1, 2];\nb.Sum", "3"),
        ("class Src { }\n---\nstatic class SrcE { public static int Select(this Src q, Func<int, int> f) => f(20); public static Src Where(this Src q, Func<int, bool> f) => q; }\n---\nfrom x in new Src() where x > 1 select x + 1", "21"),
        ("class Src<T>(T v) { public T V => v; }\n---\nstatic class SrcE { public static Src<R> SelectMany<T, U, R>(this Src<T> s, Func<T, Src<U>> f, Func<T, U, R> g) => new(g(s.V, f(s.V).V)); public static Src<R> Select<T, R>(this Src<T> s, Func<T, R> f) => new(f(s.V)); }\n---\n(from a in new Src<int>(1) from b in new Src<string>(\"x\") select b + a).V", "x1"),
        ("class Src { public int Select(Func<int, int> f) => f(3); }\n---\nfrom x in new Src() select x * 2", "6"),
        ("class Third { public int V = 8; }\n---\nclass Second { public Third T = new(); public Third Make() => T; }\n---\nvar s = new Second();\n---\ns.T.V + s.Make().V", "16"),
        ("class Third { public int V = 8; }\n---\nclass Second { public List<Third> All = [new()]; }\n---\nvar second = new Second();\n---\nvar first = second.All.First();\n---\nfirst.V", "8"),
        ("class Root { public int V = 2; }\n---\nclass Mid : Root { }\n---\nclass Leaf : Mid { }\n---\nvar l = new Leaf();\n---\nl.V", "2"),
        ("interface IHas { int V { get; } }\n---\nstatic class HasE { public static int Twice(this IHas h) => 2 * h.V; }\n---\nclass Has : IHas { public int V => 4; }\n---\nvar h = new Has();\n---\nh.Twice()", "8"),
        ("class Reading(double v) { public double V => v; public static Reading operator +(Reading a, Reading b) => new(a.V + b.V); public static implicit operator double(Reading r) => r.V; }\n---\nvar readings = new[] { new Reading(1), new Reading(2) };\n---\ndouble total = readings.Aggregate((a, b) => a + b);\ntotal", "3"),
        ("[System.Runtime.CompilerServices.InterpolatedStringHandler] ref struct Loud { string t; public Loud(int l, int n) { t = \"\"; } public void AppendLiteral(string s) => t += s.ToUpperInvariant(); public void AppendFormatted<T>(T v) => t += v; public string Text => t; }\n---\nstring Say(Loud l) => l.Text;\n---\nSay($\"ab{1}c\")", "AB1C"),
        ("[System.Runtime.CompilerServices.CollectionBuilder(typeof(PileMaker), \"Make\")] class Pile : List<int> { }\nstatic class PileMaker { public static Pile Make(ReadOnlySpan<int> xs) { var p = new Pile(); foreach (var x in xs) ((List<int>)p).Add(x * 2); return p; } }\n---\nPile pile = [1, 2];\n---\npile.Sum()", "6"),
        ("class Res : IAsyncDisposable { public static int Closed; public ValueTask DisposeAsync() { Closed++; return default; } }\n---\nawait using (var r = new Res()) { }\n---\nRes.Closed", "1"),
        ("ref struct Scope { public static int Left; public void Dispose() => Left++; }\n---\n{ using var s = new Scope(); }\n---\nScope.Left", "1"),
        ("class Grid { int[] d = [1, 2, 3]; public int Length => d.Length; public int this[int i] => d[i]; public Grid Slice(int s, int n) => this; }\n---\nvar g = new Grid();\n---\ng[^1] + g[1..].Length", "6"),
        ("struct Angle(double d) { public double D => d; }\nstatic class AngleE { extension(Angle) { public static Angle operator +(Angle a, Angle b) => new(a.D + b.D); } }\n---\n(new Angle(1) + new Angle(2)).D", "3"),
        ("struct Angle(double d) { public double D => d; }\n---\nstatic class AngleE { extension(Angle) { public static Angle operator *(Angle a, double b) => new(a.D * b); } }\n---\n(new Angle(2) * 3).D", "6"),

        // Extension members of C# 14.
        ("static class E { extension(string s) { public int Words => s.Split(' ').Length; public string Loud() => s.ToUpperInvariant(); } extension(string) { public static string Twice(string t) => t + t; } }\n---\n\"a b\".Words + \"x\".Loud() + string.Twice(\"z\")", "2Xzz"),
        ("static class E { extension<T>(IEnumerable<T> xs) { public T Middle => xs.ElementAt(xs.Count() / 2); } }\n---\nnew[] { 1, 2, 3 }.Middle", "2"),
        ("extension(int x) { public int Squared => x * x; }\n---\n3.Squared", "9"),
        ("class C { public int P { get; set => field = value * 2; } }\n---\nvar c = new C { P = 4 };\n---\nc.P", "8"),
        ("class C { public int V; }\n---\nC c = null;\n---\nc?.V = 3;\nc is null", "True"),
        ("partial class P { partial void Hook(); public partial int N { get; } public int Run() { Hook(); return N; } }\npartial class P { public partial int N => 5; }\n---\nnew P().Run()", "5"),
        ("nameof(List<>)", "List"),
        ("class Tally { public int N; public void operator +=(int x) => N += x; }\n---\nvar tally = new Tally();\n---\ntally += 5;\ntally.N", "5"),
        ("delegate bool TryOp(string s, out int n);\n---\nTryOp op = (s, out n) => int.TryParse(s, out n);\n---\nop(\"12\", out var got);\ngot", "12"),
        ("ReadOnlySpan<int> Make() => new[] { 1, 2 };\n---\nint Total(params ReadOnlySpan<int> xs) { var t = 0; foreach (var x in xs) t += x; return t; }\n---\nTotal(Make())", "3"),

        ("static class E1 { extension(int x) { public int Next => x + 1; } }\nstatic class E2 { extension(string x) { public string Next => x + \"+\"; } }\n---\n1.Next + \"a\".Next", "2a+"),
        ("extension(int x) { public int Next => x + 1; }\n---\nextension(double x) { public double Next => x + 0.5; }\n---\n1.Next + 1.0.Next", "3.5"),
        ("var Next = 5;\n---\nextension(int x) { public int Next => x + 1; }\n---\nNext.Next", "6"),

        // Dynamic, trees, iterators, streams, generics.
        ("class D { internal int V = 4; internal int M(int x) => x + V; }\n---\ndynamic d = new D();\n---\n(int)d.V + (int)d.M(1)", "9"),
        ("dynamic d = new { A = 1, B = \"x\" };\n---\n(string)(d.B + d.A)", "x1"),
        ("class D { public int V { get; set; } }\n---\ndynamic list = new List<D> { new D { V = 3 } };\n---\n(int)list[0].V", "3"),
        ("using System.Linq.Expressions;\nExpression<Func<int, bool>> test = x => x > 3;\n---\ntest.Compile()(4)", "True"),
        ("using System.Linq.Expressions;\nclass Row { public int Id { get; set; } }\n---\nExpression<Func<Row, object>> e = r => r.Id;\n---\n((UnaryExpression)e.Body).Operand.ToString()", "r.Id"),
        ("using System.Linq.Expressions;\nvar limit = 2;\n---\nExpression<Func<int, bool>> below = x => x < limit;\n---\nnew[] { 1, 2, 3 }.AsQueryable().Where(below).Count()", "1"),
        ("var q = new[] { 1, 2, 3 }.AsQueryable().Select(x => new { X = x, Y = x * 2 });\n---\nq.Where(p => p.Y > 2).Select(p => p.X).Sum()", "5"),
        ("var q = from x in new[] { 1, 2, 3 }.AsQueryable() where x > 1 orderby x descending select new { x };\n---\nq.First().x", "3"),
        ("async IAsyncEnumerable<int> Ticks(int n, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default) { for (var i = 0; i < n; i++) { await Task.Yield(); yield return i; } }\n---\nvar seen = 0;\nawait foreach (var t in Ticks(4)) seen += t;\nseen", "6"),
        ("var seen = new List<int>();\n---\nawait foreach (var x in AsyncEnumerable.Range(0, 3)) seen.Add(x);\n---\nseen.Count", "3"),
        ("IEnumerable<T> Pairs<T>(IEnumerable<T> xs) where T : IComparable<T> { foreach (var x in xs) { yield return x; yield return x; } }\n---\nPairs(new[] { 1, 2 }).Count()", "4"),
        ("class Stack2<T> where T : new() { T[] d = new T[4]; int n; public void Push(T x) => d[n++] = x; public T Pop() => d[--n]; }\n---\nvar st = new Stack2<int>();\nst.Push(3);\n---\nst.Pop()", "3"),
        ("interface IZero<T> where T : IZero<T> { static abstract T Zero { get; } }\n---\nrecord struct Cm(int V) : IZero<Cm> { public static Cm Zero => new(0); }\n---\nT Nil<T>() where T : IZero<T> => T.Zero;\n---\nNil<Cm>().V", "0"),
        ("class Cov : ICloneable { public virtual object Make() => this; public object Clone() => this; }\n---\nclass Cov2 : Cov { public override Cov2 Make() => this; }\n---\nnew Cov2().Make().GetType().Name", "Cov2"),
        ("unsafe struct Node { public int V; public Node* Next; }\n---\nunsafe int Walk() { Node b = new() { V = 2 }; Node a = new() { V = 1, Next = &b }; return a.V + a.Next->V; }\n---\nWalk()", "3"),
        ("unsafe int Call() { delegate*<int, int> p = &Twice; return p(4); }\nstatic int Twice(int x) => 2 * x;\n---\nCall()", "8"),
        ("[System.Runtime.CompilerServices.InlineArray(4)] struct Four { int e; }\n---\nvar four = new Four();\nfour[2] = 7;\n---\nfour[2]", "7"),
        ("readonly record struct P3(double X, double Y, double Z) { public static P3 operator -(P3 a) => new(-a.X, -a.Y, -a.Z); }\n---\nvar p3 = new P3(1, 2, 3);\n---\n(-p3).Y", "-2"),

        // Namespaces, usings, statics.
        ("namespace Scan.Core { public class Item { public int V = 1; } internal static class Tool { internal static int Get(Item i) => i.V; } }\n---\nusing Scan.Core;\nTool.Get(new Item())", "1"),
        ("namespace Scan.Core { public class Item { public int V = 1; } }\n---\nnamespace Scan.More { using Scan.Core; public class Box { public Item I = new(); } }\n---\nvar box = new Scan.More.Box();\n---\nbox.I.V", "1"),
        ("namespace One { public record R(int V); }\n---\nnamespace One { public record S(R Inner); }\n---\nnew One.S(new One.R(3)).Inner.V", "3"),
        ("using Pair = (int Left, string Right);\n---\nPair p = (1, \"r\");\n---\np.Right + p.Left", "r1"),
        ("using unsafe Ptr = int*;\n---\nunsafe { int x = 3; Ptr p = &x; return *p; }", "3"),
        ("using static System.MathF;\n---\nSqrt(16f)", "4"),
        ("enum Level { Low, High }\nusing static Level;\n---\nHigh", "High"),
        ("class Settings { public static int Depth { get; set; } = 3; static Settings() => Depth++; }\n---\nSettings.Depth", "4"),

        // Directives for the compiler.
        ("#define FAST\nint Mode()\n{\n#if FAST\n    return 1;\n#else\n    return 2;\n#endif\n}\n---\nMode()", "1"),
        ("#if DEBUG\nvar mode = \"debug\";\n#else\nvar mode = \"release\";\n#endif\n---\nmode", "release"),
        ("int F()\n{\n    #region inner\n    var x = 1;\n    #endregion\n    return x;\n}\n---\nF()", "1"),
        ("#pragma warning disable CS0219\nint F() { int unused = 1; return 3; }\n#pragma warning restore CS0219\n---\nF()", "3"),

        // Async at the top level.
        ("var t = Task.Run(() => 3);\n---\nvar r = await t;\n---\nr", "3"),
        ("var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(async i => { await Task.Delay(1); return i; }));\n---\nresults.Sum()", "3"),
        ("using var s = new SemaphoreSlim(1);\nawait s.WaitAsync();\ns.CurrentCount", "0"),
        ("var lockObject = new Lock();\nvar n = 0;\nlock (lockObject) { n++; }\nn", "1"),
        ("await Task.Yield();\nreturn 5;", "5"),
        ("async Task<int> Slow() { await Task.Delay(1); return 1; }\n---\nvar both = await Slow() + await Slow();\n---\nboth", "2"),
        ("var channel = System.Threading.Channels.Channel.CreateUnbounded<int>();\n---\nawait channel.Writer.WriteAsync(4);\nchannel.Writer.Complete();\n---\nvar got = 0;\nawait foreach (var x in channel.Reader.ReadAllAsync()) got += x;\ngot", "4"),
    ];
}
