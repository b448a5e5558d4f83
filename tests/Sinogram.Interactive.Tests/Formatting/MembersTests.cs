using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Sinogram.Core.Display;
using Sinogram.Interactive.Foreign;
using Sinogram.Interactive.Formatting;
using Sinogram.Testing.Waiting;

namespace Sinogram.Interactive.Tests.Formatting;

public sealed class MembersTests
{
    [Fact]
    public async Task A_type_that_can_be_unloaded_is_not_kept_for_its_members_or_for_how_it_is_shown()
    {
        var foreign = new ForeignFormatter();
        var type = Use(foreign);
        await Patience.UntilAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !type.IsAlive;
        });
        GC.KeepAlive(foreign);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use(ForeignFormatter foreign)
    {
        var builder = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Unloadable"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("Unloadable").DefineType("Case", TypeAttributes.Public);
        builder.DefineField("Number", typeof(int), FieldAttributes.Public);
        var type = builder.CreateType();
        Assert.Equal("Number", Assert.Single(Members.Of(type)).Name);
        Assert.Same(Members.Of(type), Members.Of(type));
        Assert.Null(foreign.Format(Activator.CreateInstance(type)!, new FormatContext()));
        return new WeakReference(type);
    }
}
