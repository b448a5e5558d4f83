using Sinogram.Jupyter.Kernel;

namespace Sinogram.Jupyter.Requests;

/// <summary>Every request that the kernel answers, on shell and on control alike.</summary>
internal static class RequestCatalog
{
    internal static IReadOnlyList<IRequestHandler> All(KernelServer kernel) =>
    [
        new KernelInfoRequest(kernel),
        new ConnectRequest(kernel),
        new ExecuteRequest(kernel),
        new CompleteRequest(kernel),
        new InspectRequest(kernel),
        new IsCompleteRequest(kernel),
        new HistoryRequest(kernel),
        new CommInfoRequest(kernel),
        new CommOpen(kernel),
        new CommMessage(kernel),
        new CommClose(kernel),
        new InterruptRequest(kernel),
        new ShutdownRequest(kernel),
        new CreateSubshellRequest(kernel),
        new DeleteSubshellRequest(kernel),
        new ListSubshellRequest(kernel),
        new UsageRequest(),
    ];
}
