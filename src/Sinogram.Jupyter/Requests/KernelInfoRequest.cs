using System.Runtime.InteropServices;
using System.Text.Json;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Says who this kernel is and what it can do.</summary>
internal sealed class KernelInfoRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "kernel_info_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request) => request.Reply(Write);

    private void Write(Utf8JsonWriter json)
    {
        var language = kernel.Session.Language.Identity;
        json.WriteString("protocol_version", MessageWriter.ProtocolVersion);
        json.WriteString("implementation", "sinogram");
        json.WriteString("implementation_version", kernel.Options.Version);
        json.WriteString(
            "banner",
            $"Sinogram {kernel.Options.Version} · {language.DisplayName} {language.Version} · {RuntimeInformation.FrameworkDescription}\n"
            + "A kernel for medical imaging. #!lsmagic lists the magics, name? shows what a name is.");
        json.WriteStartObject("language_info");
        json.WriteString("name", language.DisplayName);
        json.WriteString("version", language.Version);
        json.WriteString("mimetype", language.MimeType);
        json.WriteString("file_extension", language.FileExtension);
        json.WriteString("pygments_lexer", language.PygmentsLexer);
        json.WriteString("codemirror_mode", language.CodeMirrorMode);
        json.WriteEndObject();
        json.WriteBoolean("debugger", false);
        json.WriteTexts("supported_features", ["kernel subshells"]);
        json.WriteStartArray("help_links");
        Link(json, "C# language reference", "https://learn.microsoft.com/dotnet/csharp/");
        Link(json, "The DICOM standard", "https://www.dicomstandard.org/current");
        json.WriteEndArray();
    }

    private static void Link(Utf8JsonWriter json, string text, string url)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteString("url", url);
        json.WriteEndObject();
    }
}
