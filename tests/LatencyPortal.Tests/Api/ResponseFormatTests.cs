using System.Net;
using System.Text.Json;
using LatencyPortal.Testing;
using Xunit;

namespace LatencyPortal.Tests.Api;

public sealed class ResponseFormatTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private const string Schema = """
        "response_format": {"type": "json_schema", "json_schema": {"name": "point", "schema": {"type": "object", "properties": {"x": {"type": "integer"}}}}}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Schema_ReachesTheEndpoint()
    {
        portal.Endpoint.Enqueue(Script.Answer("{}"));
        var before = portal.Endpoint.Requests.Count;

        using var response = await portal.PostAsync(ApiFixture.Body(Schema), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var sent = JsonDocument.Parse(portal.Endpoint.Requests[before].Body);
        var format = sent.RootElement.GetProperty("response_format");
        Assert.Equal("json_schema", format.GetProperty("type").GetString());
        Assert.Equal("integer", format.GetProperty("json_schema").GetProperty("schema").GetProperty("properties").GetProperty("x").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("\"response_format\": {\"type\": \"xml\"}", "response_format.type")]
    [InlineData("\"response_format\": \"json\"", "response_format")]
    [InlineData("\"response_format\": {\"type\": \"json_schema\"}", "response_format.json_schema")]
    [InlineData("\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"x\"}}", "response_format.json_schema.schema")]
    [InlineData("\"response_format\": {\"type\": \"json_schema\", \"json_schema\": 1}", "response_format.json_schema")]
    [InlineData("\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": true}}", "response_format.json_schema.schema")]
    [InlineData("\"audio\": {\"voice\": \"x\"}", "audio")]
    [InlineData("\"presence_penalty\": 3", "presence_penalty")]
    public async Task Post_WhatIsNotServed_NamesTheField(string field, string param)
    {
        using var response = await portal.PostAsync(ApiFixture.Body(field), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(param, (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("\"tools\": []")]
    [InlineData("\"logprobs\": false")]
    [InlineData("\"tool_choice\": \"auto\"")]
    [InlineData("\"response_format\": {\"type\": \"text\"}")]
    public async Task Post_FieldsThatAskForNothing_AreFine(string field)
    {
        using var response = await portal.PostAsync(ApiFixture.Body(field), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
