using System.Text.Json;

namespace LatencyPortal.Api.Responses;

/// <summary>A request to the Responses API that has been read and found valid, and what of it the response repeats.</summary>
internal sealed record ResponsesCall(ChatCompletionCall Call)
{
    public string? Instructions { get; init; }

    public bool ParallelToolCalls { get; init; }

    public required JsonElement Metadata { get; init; }

    public JsonElement? Reasoning { get; init; }

    public required JsonElement Text { get; init; }

    public required JsonElement ToolChoice { get; init; }

    public required JsonElement Tools { get; init; }

    public string? User { get; init; }

    /// <summary>The response to it.</summary>
    public ResponseObject Describe(string id, long created, string status, IReadOnlyList<ResponseItem> output) =>
        new(id, created, status, Call.Model.Description.Id, output)
        {
            Instructions = Instructions,
            MaxOutputTokens = Call.Options.MaxOutputTokens,
            Metadata = Metadata,
            ParallelToolCalls = ParallelToolCalls,
            Reasoning = Reasoning,
            Temperature = Rounded(Call.Options.Temperature),
            Text = Text,
            ToolChoice = ToolChoice,
            Tools = Tools,
            TopP = Rounded(Call.Options.TopP),
            User = User,
        };

    /// <summary>0.7 as it was asked for, not as the float that is nearest.</summary>
    private static double? Rounded(float? value) => value is { } number ? Math.Round(number, 6) : null;
}
