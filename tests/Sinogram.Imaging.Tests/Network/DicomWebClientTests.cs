using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Sinogram.Imaging.Network;

namespace Sinogram.Imaging.Tests.Network;

/// <summary>Failures that a real server does not show on request; the client's normal work is tested against Orthanc.</summary>
public sealed class DicomWebClientTests
{
    private static readonly Uri Root = new("http://pacs.invalid/dicom-web");
    private static readonly DicomWebSeries Series = new("1.2", "1.2.3");

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 4)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    [InlineData(HttpStatusCode.Unauthorized, 1)]
    public async Task Only_a_failure_that_may_pass_is_tried_again_and_not_for_ever(HttpStatusCode status, int expected)
    {
        Answers answers = new(_ => new HttpResponseMessage(status));
        using DicomWebClient client = Client(answers);
        DicomWebException e = await Assert.ThrowsAsync<DicomWebException>(() => client.RetrieveInstanceAsync(Series, "1.2.3.4", TestContext.Current.CancellationToken));
        Assert.Equal(status, e.Status);
        Assert.Equal(expected, answers.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_comes_back_is_not_noticed()
    {
        int call = 0;
        Answers answers = new(_ => call++ < 2 ? throw new HttpRequestException(HttpRequestError.ConnectionError) : Multipart([[1, 2, 3]]));
        using DicomWebClient client = Client(answers);
        Assert.Equal([1, 2, 3], await client.RetrieveInstanceAsync(Series, "1.2.3.4", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_ignores_the_offset_is_not_asked_for_ever()
    {
        Answers answers = new(_ => Json("""[{"0020000D":{"vr":"UI","Value":["1.1"]}},{"0020000D":{"vr":"UI","Value":["1.2"]}}]"""));
        using DicomWebClient client = Client(answers, new DicomWebOptions { PageSize = 2, RetryDelay = TimeSpan.Zero });
        Assert.Equal(["1.1", "1.2"], await client.SearchStudiesAsync("", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, answers.Requests.Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task An_answer_that_is_no_list_is_said_to_be_none(string body)
    {
        using DicomWebClient client = Client(new Answers(_ => Json(body)));
        DicomWebException e = await Assert.ThrowsAsync<DicomWebException>(async () =>
            await client.SearchStudiesAsync("", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains("does not answer as a DICOMweb server", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_without_a_uid_are_left_out()
    {
        using DicomWebClient client = Client(new Answers(_ => Json("""[{}, 3, {"0020000D":{"vr":"UI"}}, {"0020000D":{"Value":[5]}}, {"0020000D":{"Value":["1.9"]}}]""")));
        Assert.Equal(["1.9"], await client.SearchStudiesAsync("", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_connection_that_breaks_within_an_instance_is_an_error()
    {
        HttpResponseMessage Broken(HttpRequestMessage _)
        {
            HttpResponseMessage response = Multipart([new byte[100]]);
            byte[] body = response.Content.ReadAsByteArrayAsync().Result;
            MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
            response.Content = new StreamContent(new BreakingStream(body[..60]));
            response.Content.Headers.ContentType = type;
            return response;
        }

        using DicomWebClient client = Client(new Answers(Broken));
        DicomWebException e = await Assert.ThrowsAsync<DicomWebException>(() => client.RetrieveInstanceAsync(Series, "1.2.3.4", TestContext.Current.CancellationToken));
        Assert.Contains("broke", e.Message, StringComparison.Ordinal);
    }

    private static DicomWebClient Client(Answers answers, DicomWebOptions? options = null) =>
        new(Root, options ?? new DicomWebOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }, answers);

    private static HttpResponseMessage Json(string body) => new() { Content = new StringContent(body, Encoding.UTF8, "application/dicom+json") };

    private static HttpResponseMessage Multipart(byte[][] parts)
    {
        ByteArrayContent content = new(MultipartReaderTests.Body(parts));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/related; type=\"application/dicom\"; boundary=\"boundary\"");
        return new HttpResponseMessage { Content = content };
    }

    private sealed class Answers(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<Uri> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request.RequestUri!);
            return Task.FromResult(answer(request));
        }
    }

    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("connection reset");
        }
    }
}
