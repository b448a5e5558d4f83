namespace Sinogram.CSharp.Tests;

/// <summary>Further constructs, each within one cell as well as from an earlier cell.</summary>
internal static class LongerSentences
{
    /// <summary>Names that the last expression declares; only a cell a part.</summary>
    private static readonly (string, string)[] Endings =
    [
        ("int.TryParse(\"5\", out var n)\n---\nn", "5"),
        ("int.TryParse(\"x\", out var n) ? n : -1\n---\nn", "0"),
        ("(object)\"text\" is string s && s.Length > 2\n---\ns", "text"),
        ("new Dictionary<string, int> { [\"a\"] = 7 }.TryGetValue(\"a\", out var v) ? new { v } : null\n---\nv", "7"),
        ("await Task.FromResult(int.TryParse(\"6\", out var n))\n---\nn", "6"),
    ];

    public static IEnumerable<(string, string)> All => Rows.Concat(More).SelectMany(r => new[] { r, (r.Item1.Replace("\n---\n", "\n"), r.Item2) }).Concat(Redefinitions).Concat(Endings);

    private static readonly (string, string)[] Rows =
    [
        // Scopes and shadowing.
        ("var r = int.TryParse(\"7\", out var n) ? n : 0;\n---\nr + n", "14"),
        ("var words = new[] { \"a\", \"1\" };\nvar kept = words.Where(w => int.TryParse(w, out var n)).ToList();\n---\nvar n = \"free\";\nkept.Count + n", "1free"),
        ("while (int.TryParse(\"x\", out var n)) { }\n---\nvar n = \"free\";\nn", "free"),
        ("switch ((object)5) { case int i when i > 3: break; }\n---\nvar i = \"free\";\ni", "free"),
        ("var x = 1;\nFunc<int, int> f = x => x + 1;\n---\nf(5) + x", "7"),
        ("var x = 1;\nint G(int x) { { int y = x; x = y * 2; } return x; }\n---\nG(4) + x", "9"),
        ("static int S(int a) { static int Inner(int b) => b * 2; return Inner(a); }\n---\nS(4)", "8"),
        ("int later = Later();\nint Later() => 5;\n---\nlater", "5"),
        ("var counter = 0;\nFunc<int> next = () => ++counter;\nnext();\n---\nnext();\n---\ncounter", "2"),
        ("int a = 1, b = 2;\n(a, b) = (b, a);\n---\na * 10 + b", "21"),
        ("var list = new List<int>();\nfor (int i = 0, j = 10; i < j; i++, j--) list.Add(i * j);\n---\nlist.Count", "5"),
        ("class Color { public static int Count = 3; public int V = 4; }\n---\nColor Color = new();\n---\nColor.V + Color.Count", "7"),
        ("var total = 0;\nforeach (var (k, v) in new Dictionary<int, int> { [1] = 2 }) total += k + v;\n---\ntotal", "3"),
        ("var i = 0;\nloop:\nif (i < 3) { i++; goto loop; }\n---\ni", "3"),
        ("object o = 3;\nvar text = o is int k ? $\"int {k}\" : \"none\";\n---\ntext + k", "int 33"),
        ("object o = \"s\";\nif (o is string { Length: var length } && length == 1) { }\n---\nlength", "1"),
        ("object o = 4.0;\nif (o is not (int or double)) throw new Exception();\n---\no", "4"),
        ("if (!(((object)3) is int z)) { z = 0; }\n---\nz", "3"),
        ("bool ok = false; { if (new object() is string q) { ok = true; } }\n---\nvar q = 1;\nok", "False"),
    ];

    /// <summary>Names that are defined again as something else; only a cell a part.</summary>
    private static readonly (string, string)[] Redefinitions =
    [
        ("class X { }\n---\nrecord X(int V);\n---\nnew X(2).V", "2"),
        ("class X { }\n---\nint X() => 3;\n---\nX()", "3"),
        ("int X() => 3;\n---\nvar X = 4;\n---\nX", "4"),
        ("var X = 4;\n---\nclass X { public static int V = 5; }\n---\nnew X(); X.V", "5"),
        ("var X = 4;\n---\nint X => 6;\n---\nX", "6"),
        ("const int X = 4;\n---\nvar X = 7;\nX++;\n---\nX", "8"),
        ("var X = 4;\n---\nconst string X = \"c\";\n---\nX", "c"),
        ("enum X { A }\n---\nenum X { B = 4 }\n---\n(int)X.B", "4"),
        ("interface X { }\n---\nstruct X { public int V => 2; }\n---\nnew X().V", "2"),
        ("delegate void X();\n---\nclass X<T> { public int V = 9; }\n---\nnew X<int>().V", "9"),
        ("static class E { public static int P(this int x) => 1; }\n---\nstatic class E { public static int P(this int x) => 2; }\n---\n5.P()", "2"),
        ("namespace N { public class A { public int V = 1; } public class B { public int W = 1; } }\n---\nnamespace N { public class A { public int V = 2; } }\n---\nnew N.A().V * 10 + new N.B().W", "21"),
        ("namespace N { public static class E { public static int P(this int x) => 1; } }\nusing N;\n---\n5.P()\n---\nnamespace N { public static class E { public static int P(this int x) => 2; } }\n---\n5.P()", "2"),
        ("namespace N { public class A { public int V = 1; } }\nvar old = new List<N.A> { new N.A() };\n---\nnamespace N { public class A { public int V = 2; } }\n---\nold[0].V + new N.A().V\n---\nvar first = old[0];\n---\nfirst.V", "1"),
        ("class A { public int V = 1; }\nA Make() => new A();\n---\nclass A { public int V = 2; }\n---\nMake().V + new A().V", "3"),
        ("class A { public int V = 1; }\nvar cache = new Dictionary<string, A> { [\"k\"] = new A() };\n---\nclass A { public int V = 2; }\n---\ncache[\"k\"].V", "1"),
        ("int F() => 1;\nFunc<int> g = F;\n---\nint F() => 2;\n---\ng() * 10 + F()", "12"),
        ("var v = 1;\n---\nvar v = v2();\nint v2() => 5;\n---\nv", "5"),
        ("int F(int x) => 1;\n---\nint F(long x) => 2;\n---\nF(1) * 10 + F(1L)", "12"),
        ("extension(int x) { public int Sq => x * x; }\n---\nextension(int x) { public int Sq => x * x * x; }\n---\n2.Sq", "8"),
        ("event Action E;\n---\nvar E = 3;\n---\nE", "3"),
        ("using var m = new MemoryStream();\n---\nvar m = 5;\n---\nm", "5"),
        ("Span<int> s = stackalloc int[1];\n---\nvar s = \"text\";\n---\ns", "text"),
        ("var p = new { A = 1 };\n---\nvar p = new { B = 2 };\n---\np.B", "2"),
    ];

    private static readonly (string, string)[] More =
    [
        // Types.
        ("class Shape { public virtual double Area => 0; public override string ToString() => $\"{GetType().Name} {Area}\"; }\n---\nclass Disc(double r) : Shape { public override double Area => r; }\n---\nnew Disc(2)", "Disc 2"),
        ("record Base(int A);\n---\nrecord Derived(int A, int B) : Base(A);\n---\nBase b = new Derived(1, 2);\n(b with { A = 5 }).ToString()", "Derived { A = 5, B = 2 }"),
        ("interface ISay { string Say() => \"default\"; static string Twice(ISay s) => s.Say() + s.Say(); }\n---\nclass Sayer : ISay;\n---\nISay.Twice(new Sayer())", "defaultdefault"),
        ("class Ex : IEnumerable<int> { IEnumerator<int> IEnumerable<int>.GetEnumerator() { yield return 1; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => null; }\n---\nnew Ex().Sum()", "1"),
        ("[AttributeUsage(AttributeTargets.All)] class TagAttribute<T> : Attribute { public Type Of => typeof(T); }\n---\n[Tag<int>] class Tagged { }\n---\n((TagAttribute<int>)typeof(Tagged).GetCustomAttributes(false).First(a => a is TagAttribute<int>)).Of.Name", "Int32"),
        ("struct Frac(int n, int d) { public int N => n; public static Frac operator checked +(Frac a, Frac b) => new(checked(a.N + b.N), 1); public static Frac operator +(Frac a, Frac b) => new(a.N + b.N, 1); public static bool operator true(Frac f) => f.N > 0; public static bool operator false(Frac f) => f.N <= 0; }\n---\nvar frac = new Frac(1, 2) + new Frac(2, 3);\n---\nfrac ? frac.N : -1", "3"),
        ("class Matrix { double[] d = new double[4]; public double this[int r, int c] { get => d[r * 2 + c]; set => d[r * 2 + c] = value; } }\n---\nvar m = new Matrix { [0, 1] = 5 };\n---\nm[0, 1]", "5"),
        ("class Lazy1 { static int made; public static readonly int V = ++made; }\n---\nLazy1.V + Lazy1.V", "2"),
        ("class G<T> where T : class, new() { public T Make() => new(); }\n---\nclass Item { public int V = 3; }\n---\nnew G<Item>().Make().V", "3"),
        ("class Tree<T> where T : IComparable<T> { public T V; public Tree<T> L, R; public void Add(T x) { if (x.CompareTo(V) < 0) { if (L is null) L = new() { V = x }; else L.Add(x); } else if (R is null) R = new() { V = x }; else R.Add(x); } public IEnumerable<T> All() { if (L != null) foreach (var x in L.All()) yield return x; yield return V; if (R != null) foreach (var x in R.All()) yield return x; } }\n---\nvar tree = new Tree<int> { V = 5 };\nforeach (var x in new[] { 3, 8, 1 }) tree.Add(x);\n---\ntree.All()", "[1, 3, 5, 8]"),
        ("class Outer { private int secret = 4; public class Inner { public int Look(Outer o) => o.secret; } protected class Hidden { } }\n---\nnew Outer.Inner().Look(new Outer())", "4"),
        ("using Points = System.Collections.Generic.List<(int X, int Y)>;\n---\nPoints ps = [(1, 2)];\n---\nps[0].Y", "2"),
        ("class Pt { public int X = 3; }\nusing Pts = System.Collections.Generic.List<Pt>;\n---\nPts ps = [new Pt()];\n---\nps[0].X", "3"),
        ("using Arr = int[];\n---\nArr a = [1, 2];\n---\na.Length", "2"),
        ("global using System.Numerics;\n---\nnew Vector2(3, 4).Length()", "5"),
        ("sealed class Pool : IDisposable { public static int Open; public Pool() => Open++; public void Dispose() => Open--; }\n---\nusing (var p = new Pool()) using (var q = new Pool()) { Console.Write(\"\"); }\n---\nPool.Open", "0"),
        ("abstract class Animal { public abstract string Name { get; } public static Animal Of(string n) => new Any(n); sealed class Any(string n) : Animal { public override string Name => n; } }\n---\nAnimal.Of(\"cat\").Name", "cat"),
        ("enum E : byte { A = 1, B = 2, C = A | B }\n---\n((E)3).ToString() + E.C.HasFlag(E.A)", "CTrue"),
        ("class Err(int code) : Exception($\"code {code}\") { public int Code => code; }\n---\nint F() { try { throw new Err(4); } catch (Err e) when (e.Code > 3) { return e.Code; } finally { Console.Write(\"\"); } }\n---\nF()", "4"),
        ("ref struct Win { public Span<int> S; public Win(int[] a) => S = a; public ref int this[int i] => ref S[i]; }\n---\nint Use(int[] a) { var w = new Win(a); w[0] = 9; return a[0]; }\n---\nUse(new int[2])", "9"),
        ("struct RefHolder { public int V; }\n---\nvar hs = new RefHolder[2];\nhs[1].V = 4;\nforeach (ref var h in hs.AsSpan()) h.V++;\n---\nhs[1].V", "5"),
        ("readonly struct Temp { public readonly double C; public Temp(double c) => C = c; public double F => C * 9 / 5 + 32; }\n---\nvar temps = new List<Temp> { new(100) };\n---\ntemps[0].F", "212"),
        ("static class Conv { public static T To<T>(this object o) => (T)Convert.ChangeType(o, typeof(T)); }\n---\n\"5\".To<int>() + 1", "6"),
        ("static class Pipe { extension<T, R>(T) { public static R operator |(T x, Func<T, R> f) => f(x); } }\n---\n5 | (Func<int, int>)(x => x * 2)", "10"),
        ("interface IMonoid<T> { static abstract T Zero { get; } static abstract T Plus(T a, T b); }\nreadonly struct Add1 : IMonoid<int> { public static int Zero => 0; public static int Plus(int a, int b) => a + b; }\n---\nT Fold<T, M>(IEnumerable<T> xs) where M : IMonoid<T> { var r = M.Zero; foreach (var x in xs) r = M.Plus(r, x); return r; }\n---\nFold<int, Add1>([1, 2, 3])", "6"),
        ("class Obs { public event EventHandler<int> Changed; public void Set(int v) => Changed?.Invoke(this, v); }\n---\nvar obs = new Obs();\nvar seen = 0;\nvoid Note(object s, int v) => seen = v;\nobs.Changed += Note;\n---\nobs.Set(3);\nobs.Changed -= Note;\nobs.Set(9);\n---\nseen", "3"),
        ("class Req { public required string Name { get; init; } }\n---\nnew Req { Name = \"n\" }.Name", "n"),
        ("using System.Runtime.CompilerServices;\nclass Init { public static int Ran; [ModuleInitializer] internal static void Go() => Ran = 7; }\n---\nInit.Ran", "7"),
        ("string Where([System.Runtime.CompilerServices.CallerMemberName] string m = \"\", [System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => m.Length > 0 ? \"named\" : \"none\";\n---\nWhere()", "named"),
        ("string Arg(int x, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(x))] string e = null) => e;\n---\nArg(1 + 2)", "1 + 2"),

        // Expressions.
        ("\"abc\"u8.Length", "3"),
        ("(-8 >>> 28)", "15"),
        ("int[] a = [1, 2, 3, 4];\n---\na is [var head, .. var tail] ? head + tail.Length : 0", "4"),
        ("var s = \"\"\"\n    {\"a\": 1}\n    \"\"\";\n---\ns.Length", "8"),
        ("var who = \"x\";\nvar t = $$\"\"\"{ {{who}} }\"\"\";\n---\nt", "{ x }"),
        ("var name = nameof(List<int>.Count);\n---\nname", "Count"),
        ("Func<int, int, int> add = static (a, _) => a + 1;\n---\nadd(1, 2)", "2"),
        ("var f = [Obsolete] (int x) => x + 1;\n---\nf(1)", "2"),
        ("var parse = (string s) => int.Parse(s);\nIEnumerable<int> all = new[] { \"1\", \"2\" }.Select(parse);\n---\nall.Sum()", "3"),
        ("var d = 1.5m;\nconst decimal K = 2m;\n---\nd * K", "3.0"),
        ("Index last = ^1;\nRange mid = 1..^1;\n---\nvar a = new[] { 1, 2, 3, 4 };\na[last] + a[mid].Length", "6"),
        ("int? maybe = null;\nmaybe ??= 4;\n---\nmaybe.Value + (maybe?.CompareTo(3) ?? 0)", "5"),
        ("var q = from p in new[] { (Id: 1, N: \"a\"), (Id: 2, N: \"b\") } join o in new[] { (Id: 2, V: 5) } on p.Id equals o.Id into os from o in os.DefaultIfEmpty() let v = o.V group new { p.N, v } by v > 0 into g orderby g.Key select new { g.Key, Names = string.Join(\",\", g.Select(x => x.N)) };\n---\nstring.Join(\";\", q.Select(x => x.Key + x.Names))", "Falsea;Trueb"),
        ("new[] { 3, 1, 2 }.AsParallel().AsOrdered().Select(x => x * 2).ToArray()", "[6, 2, 4]"),
        ("unsafe int Sum(int[] a) { var s = 0; fixed (int* p = a) { for (var i = 0; i < a.Length; i++) s += *(p + i); } return s; }\n---\nSum([1, 2, 3])", "6"),
        ("unsafe { int* p = stackalloc int[] { 5, 6 }; Console.Write(\"\"); if (p[1] != 6) throw new Exception(); }\n1", "1"),
        ("var buffer = new byte[4];\nSystem.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(buffer, 258);\n---\nbuffer[1]", "1"),
        ("await using var s = new MemoryStream();\nawait s.WriteAsync(new byte[] { 1, 2 });\ns.Length", "2"),
        ("async Task<int> Total(IAsyncEnumerable<int> xs) { var t = 0; await foreach (var x in xs.ConfigureAwait(false)) t += x; return t; }\nasync IAsyncEnumerable<int> Gen() { yield return 1; await Task.Delay(1); yield return 2; }\n---\nawait Total(Gen())", "3"),
        ("var tcs = new TaskCompletionSource<int>();\n_ = Task.Run(async () => { await Task.Delay(1); tcs.SetResult(5); });\n---\nawait tcs.Task", "5"),
        ("try { await Task.FromException(new InvalidOperationException(\"x\")); } catch (InvalidOperationException e) { await Task.Yield(); return e.Message; } finally { await Task.Yield(); }", "x"),
        ("var sb = new StringBuilder();\nforeach (var c in \"ab\") sb.Append(c).Append('-');\n---\nsb", "a-b-"),
        ("var stackTrace = \"\";\ntry { int Zero() => 0; _ = 1 / Zero(); } catch (DivideByZeroException e) { stackTrace = e.GetType().Name; }\n---\nstackTrace", "DivideByZeroException"),
        ("double Mean(params double[] xs) => xs.Length == 0 ? double.NaN : xs.Sum() / xs.Length;\n---\nMean(1, 2, 3) + Mean([4])", "6"),
        ("bool Is(object o) => o is { } and not (string or int) or null;\n---\nIs(null) && Is(2.0) && !Is(\"\")", "True"),
        ("T Max<T>(T a, T b) where T : System.Numerics.INumber<T> => a > b ? a : b;\n---\nMax(2.5, 1.0)", "2.5"),
        ("var (q, (r, _)) = (7 / 2, (7 % 2, 0));\n---\n$\"{q}r{r}\"", "3r1"),
        ("Action a = delegate { };\na();\nAction<int> b = delegate (int x) { };\nb(1);\n---\nb.Method.GetParameters().Length", "1"),
        ("using System.Linq.Expressions;\nclass Row { public int Id { get; set; } public string N { get; set; } }\n---\nExpression<Func<Row, object>> e = r => new { r.Id, Name = r.N };\n---\nstring.Join(\",\", ((MemberInitExpression)e.Body).Bindings.Select(b => b.Member.Name))", "Id,Name"),
        ("class Row { public int Id; public string N; }\n---\nvar rows = new[] { new Row { Id = 1, N = \"a\" }, new Row { Id = 2, N = \"a\" } }.AsQueryable();\n---\nvar groups = rows.GroupBy(r => new { r.N, Odd = r.Id % 2 == 1 }).Select(g => new { g.Key, Count = g.Count(), Inner = new { g.Key.N } });\n---\ngroups.Count() + groups.First().Key.N + groups.First().Inner.N", "2aa"),
        ("var q = from x in new[] { 1, 2 }.AsQueryable() join y in new[] { 2, 3 } on new { V = x } equals new { V = y } select new { x, y };\n---\nq.Single().ToString()", "{ x = 2, y = 2 }"),
        ("$\"{new { A = 1 }} {(from x in new[] { 1 } select x).Count()}\"", "{ A = 1 } 1"),
        ("var ok = true;\nvar word = \"abc\";\n---\nok ? word.Length : -1 // how long", "3"),
        ("record Scan(int Id, string N);\nvar scan = new Scan(1, \"a\");\n---\nscan with { Id = 2 }", "Scan { Id = 2, N = a }"),
        ("record Scan(int Id, string N);\nvar scan = new Scan(1, \"a\");\n---\nscan with { }", "Scan { Id = 1, N = a }"),
        ("var p = new { A = 1, B = 2 };\n---\np with { A = 5 } // changed", "{ A = 5, B = 2 }"),
        ("var ok = false;\nint? none = null;\n---\nok ? none : none.HasValue ? 1 : 2", "2"),
        ("var ok = true;\nvar items = new[] { 1, 2 };\n---\nok ? items.Select(i => new { i }).Count() : 0", "2"),
        ("var tuple = (1, \"x\") switch { (1, var s) => s, _ => \"\" };\n---\ntuple", "x"),
        ("string Grade(double s) => s switch { >= 0.9 => \"A\", >= 0.5 and < 0.9 => \"B\", double.NaN => \"?\", _ => \"C\" };\n---\nGrade(0.95) + Grade(0.6) + Grade(0)", "ABC"),
        ("volatile int flag = 0;\nreadonly int fixedOne = 5;\n---\nflag + fixedOne", "5"),
    ];
}
