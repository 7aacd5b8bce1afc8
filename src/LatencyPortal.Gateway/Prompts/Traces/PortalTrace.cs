using System.Globalization;
using System.Text;
using System.Text.Json;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>Writes traces as lines that <c>trace predict --format portal</c> reads.</summary>
public static class PortalTrace
{
    /// <summary>One line, without its end. The provider's count of input tokens stands unless the portal's own marks go beyond it.</summary>
    public static string Line(TracedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("at", request.Trace.At.ToUniversalTime());
            json.WriteString("model", request.Model);
            json.WriteString("template", request.Trace.Template);
            json.WriteNumber("inputTokens", Math.Max(request.InputTokens ?? 0, request.Trace.Tokens));
            if (request.CachedTokens is { } cached)
                json.WriteNumber("cachedTokens", cached);
            json.WriteStartArray("marks");
            foreach (var mark in request.Trace.Marks)
            {
                json.WriteStartArray();
                json.WriteStringValue(mark.Hash.ToString("x16", CultureInfo.InvariantCulture));
                json.WriteNumberValue(mark.Tokens);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
