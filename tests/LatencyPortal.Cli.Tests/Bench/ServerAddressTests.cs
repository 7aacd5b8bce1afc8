using LatencyPortal.Cli.Bench;

namespace LatencyPortal.Cli.Tests.Bench;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/v1")]
    [InlineData("http://127.0.0.1:5080/", "http://127.0.0.1:5080/v1")]
    [InlineData("https://host/openai/v1", "https://host/openai/v1")]
    [InlineData("ftp://host", null)]
    [InlineData("localhost:5080", null)]
    public void Parse_Address_MeansItsApi(string text, string? expected)
    {
        string? refused = null;

        var url = ServerAddress.Parse(text, problem => refused = problem);

        Assert.Equal(expected, url?.ToString());
        Assert.Equal(expected is null, refused is not null);
    }
}
