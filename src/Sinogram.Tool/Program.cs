Console.Error.WriteLine("sinogram: no verb yet");
return 2;
