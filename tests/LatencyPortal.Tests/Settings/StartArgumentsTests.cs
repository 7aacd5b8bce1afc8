using LatencyPortal.Settings;
using Xunit;

namespace LatencyPortal.Tests.Settings;

public sealed class StartArgumentsTests
{
    [Theory]
    [InlineData("--urls", "http://127.0.0.1:5081")]
    [InlineData("--data=somewhere")]
    [InlineData("--LatencyPortal:Endpoints:0:Name", "ollama")]
    [InlineData]
    public void Answer_OptionsOfThePortal_StartIt(params string[] args)
    {
        using var error = new StringWriter();

        Assert.Null(StartArguments.Answer(args, TextWriter.Null, error));
        Assert.Empty(error.ToString());
    }

    [Theory]
    [InlineData("--dta", "somewhere", "--dta is no option")]
    [InlineData("somewhere", null, "somewhere is no option")]
    [InlineData("--data", null, "--data needs a value")]
    public void Answer_WhatNobodyReads_IsRefusedInOneLine(string first, string? second, string expected)
    {
        using var error = new StringWriter();

        Assert.Equal(1, StartArguments.Answer(second is null ? [first] : [first, second], TextWriter.Null, error));
        Assert.Contains(expected, Assert.Single(error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_Help_ListsTheOptions()
    {
        using var output = new StringWriter();

        Assert.Equal(0, StartArguments.Answer(["--help"], output, TextWriter.Null));
        Assert.Contains("--access-key", output.ToString(), StringComparison.Ordinal);
    }
}
