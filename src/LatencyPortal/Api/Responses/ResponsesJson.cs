using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Responses;

/// <summary>Writes responses without reflection, in OpenAI's snake case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ResponseObject))]
[JsonSerializable(typeof(ResponseEvent))]
internal sealed partial class ResponsesJson : JsonSerializerContext;
