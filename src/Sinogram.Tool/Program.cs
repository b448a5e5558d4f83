using Sinogram.Tool.Workers;

if (args is ["worker", .. var worker])
{
    return WorkerVerb.Run(worker);
}

Console.Error.WriteLine("sinogram: no verb yet");
return 2;
