using Sinogram.Jupyter.Requests;

namespace Sinogram.Jupyter.Tests.Requests;

public sealed class PagerTests
{
    [Theory]
    [InlineData("?Console", "Console")]
    [InlineData(" ??Console.WriteLine ", "Console.WriteLine")]
    [InlineData("x?", "x")]
    [InlineData("x??\n", "x")]
    [InlineData("#!dicom?", "#!dicom")]
    [InlineData("?#!dicom", "#!dicom")]
    public void A_question_names_its_subject(string code, string subject) => Assert.Equal(subject, Pager.SubjectOf(code));

    [Theory]
    [InlineData("int? x")]
    [InlineData("a ?? b")]
    [InlineData("a?.b")]
    [InlineData("x?y:z")]
    [InlineData("?")]
    [InlineData("f(x)?")]
    [InlineData("?a\n?b")]
    public void Code_with_question_marks_is_code(string code) => Assert.Null(Pager.SubjectOf(code));
}
