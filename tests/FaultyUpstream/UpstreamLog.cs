using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatencyPortal.Testing.Upstream;

/// <summary>Writes what happened, one JSON object a line: the plan first, then each request when it has ended.</summary>
internal sealed class UpstreamLog(TextWriter writer, TimeProvider time) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly long _started = time.GetTimestamp();
    private readonly Lock _gate = new();

    /// <summary>The plan of a written log; every request gets the seed and the faults that it had.</summary>
    public static UpstreamPlan ReadPlan(string path)
    {
        var lines = File.ReadAllLines(path);
        var plan = JsonSerializer.Deserialize<PlanLine>(lines[0], Json)!;
        var rules = lines.Skip(1)
            .Select(line => JsonSerializer.Deserialize<RequestLine>(line, Json)!)
            .Where(line => line.Faults is { Count: > 0 })
            .Select(line => FaultRule.Once(line.Request, [.. line.Faults!]));
        return new UpstreamPlan { Seed = plan.Seed, Answer = plan.Answer, Models = plan.Models, Rules = [.. rules] };
    }

    public void Write(UpstreamPlan plan) => Write(new PlanLine(plan.Seed, plan.Answer, plan.Models));

    public void Write(UpstreamRequest request) => Write(new RequestLine(
        request.Number,
        request.Seed,
        request.Format,
        request.Path,
        request.Streams,
        request.ConnectionReused,
        request.Faults,
        Milliseconds(request.ArrivedAt)!.Value,
        Milliseconds(request.HeadersAt),
        Milliseconds(request.Tokens is [var first, ..] ? first : null),
        Milliseconds(request.EndedAt),
        Milliseconds(request.ClientLeftAt),
        request.BytesSent,
        request.Tokens.Count,
        request.TokensForNobody));

    public void Dispose()
    {
        lock (_gate)
            writer.Dispose();
    }

    private void Write<T>(T line)
    {
        lock (_gate)
        {
            writer.WriteLine(JsonSerializer.Serialize(line, Json));
            writer.Flush();
        }
    }

    private double? Milliseconds(long? timestamp) =>
        timestamp is { } at ? Math.Round(time.GetElapsedTime(_started, at).TotalMilliseconds, 3) : null;

    private sealed record PlanLine(int Seed, AnswerScript Answer, IReadOnlyList<string> Models);

    private sealed record RequestLine(
        int Request,
        int Seed,
        WireFormat Format,
        string Path,
        bool Streams,
        bool Reused,
        IReadOnlyList<Fault>? Faults,
        double ArrivedMs,
        double? HeadersMs,
        double? FirstTokenMs,
        double? EndedMs,
        double? ClientLeftMs,
        long Bytes,
        int Tokens,
        int TokensForNobody);
}
