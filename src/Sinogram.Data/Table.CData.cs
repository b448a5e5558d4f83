using Sinogram.Data.Arrow;
using Sinogram.Data.Interop;

namespace Sinogram.Data;

public sealed unsafe partial class Table
{
    /// <summary>
    /// Gives the table to native code through Arrow's C data interface, as a struct of its columns. Nothing is copied: the memory stays until the consumer
    /// calls both release functions.
    /// </summary>
    /// <param name="schema">Empty structure that is filled.</param>
    /// <param name="array">Empty structure that is filled.</param>
    public void ExportArrow(ArrowSchema* schema, ArrowArray* array)
    {
        CExport.Schema(this, schema);
        CExport.Data(this, array);
    }

    /// <summary>Takes a table from native code through Arrow's C data interface. The content is copied, and both structures are released, also when they are refused.</summary>
    /// <exception cref="ArrowFormatException">The structures contradict themselves or use a type that columns do not have.</exception>
    public static Table ImportArrow(ArrowSchema* schema, ArrowArray* array)
    {
        // A lambda cannot capture pointers.
        var (schemaAddress, arrayAddress) = ((nint)schema, (nint)array);
        return ArrowFile.Guard(() => CImport.Read((ArrowSchema*)schemaAddress, (ArrowArray*)arrayAddress));
    }
}
