using Sinogram.Tool.Commands;
using Sinogram.Tool.Workers;

// The verbs that other programs start come first and load no command line.
return args switch
{
    ["jupyter", .. var connection] => KernelProcess.Run(connection),
    ["worker", .. var worker] => WorkerVerb.Run(worker),
    _ => await CommandLine.RunAsync(args).ConfigureAwait(false),
};
