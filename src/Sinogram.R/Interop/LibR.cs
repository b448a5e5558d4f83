using System.Runtime.InteropServices;

namespace Sinogram.R.Interop;

/// <summary>
/// The C interface of R (<c>Rinternals.h</c>, <c>Rembedded.h</c>, R 4). Only calls that cannot fail on valid arguments stand here besides
/// <see cref="R_tryEvalSilent"/>: an R error is a <c>longjmp</c>, which must never cross a managed frame.
/// </summary>
internal static unsafe partial class LibR
{
    internal const string Library = "libR";

    internal const int SYMSXP = 1, CLOSXP = 3, ENVSXP = 4, LGLSXP = 10, INTSXP = 13, REALSXP = 14, CPLXSXP = 15, STRSXP = 16, VECSXP = 19, RAWSXP = 24;
    internal const int CE_UTF8 = 1;

    [LibraryImport(Library)]
    internal static partial int Rf_initialize_R(int count, byte** arguments);

    [LibraryImport(Library)]
    internal static partial void setup_Rmainloop();

    [LibraryImport(Library)]
    internal static partial nint R_tryEvalSilent(nint expression, nint environment, int* error);

    [LibraryImport(Library)]
    internal static partial nint Rf_protect(nint value);

    [LibraryImport(Library)]
    internal static partial void Rf_unprotect(int count);

    [LibraryImport(Library)]
    internal static partial void R_PreserveObject(nint value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Rf_install(string name);

    [LibraryImport(Library)]
    internal static partial nint Rf_lcons(nint head, nint tail);

    [LibraryImport(Library)]
    internal static partial nint Rf_mkCharLenCE(byte* text, int length, int encoding);

    [LibraryImport(Library)]
    internal static partial nint Rf_ScalarString(nint text);

    [LibraryImport(Library)]
    internal static partial nint Rf_ScalarInteger(int value);

    [LibraryImport(Library)]
    internal static partial nint Rf_ScalarLogical(int value);

    [LibraryImport(Library)]
    internal static partial nint Rf_ScalarReal(double value);

    [LibraryImport(Library)]
    internal static partial void SET_STRING_ELT(nint vector, nint index, nint text);

    [LibraryImport(Library)]
    internal static partial nint SET_VECTOR_ELT(nint vector, nint index, nint value);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial nint STRING_PTR_RO(nint vector);

    [LibraryImport(Library)]
    internal static partial nint STRING_ELT(nint vector, nint index);

    [LibraryImport(Library)]
    internal static partial nint VECTOR_ELT(nint vector, nint index);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int TYPEOF(nint value);

    [LibraryImport(Library)]
    internal static partial nint Rf_xlength(nint value);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int LENGTH(nint value);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial byte* R_CHAR(nint text);

    /// <summary>Sets an attribute; cannot fail for one that fits its vector.</summary>
    [LibraryImport(Library)]
    internal static partial nint Rf_setAttrib(nint value, nint name, nint attribute);

    /// <summary>The first element of an atomic vector; expands a compact vector (ALTREP).</summary>
    [LibraryImport(Library)]
    internal static partial void* DATAPTR(nint vector);

    [LibraryImport(Library)]
    internal static partial nint R_MakeExternalPtrFn(void* function, nint tag, nint held);
}
