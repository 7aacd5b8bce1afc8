using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>One answer in one format: its messages, without faults and without framing.</summary>
internal abstract partial class WireAnswer(string model, UsageReport usage)
{
    /// <summary>Characters go over the wire as they are, so that chunks can cut them.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected string Model => model;

    protected UsageReport Usage => usage;

    public virtual Framing Framing => Framing.Events;

    /// <summary>What comes before the first token, at the time of the first token.</summary>
    public virtual IEnumerable<Frame> Opening() => [];

    public abstract Frame Token(string text, bool isFirst);

    /// <summary>What comes after the last token and before what closes the stream.</summary>
    public abstract IEnumerable<Frame> Closing(string text);

    /// <summary>What closes the stream; <see langword="null"/> in formats in which its end says it all.</summary>
    public abstract Frame? Done(string text);

    public abstract Frame Error(string message);

    /// <summary>The answer to a caller that wants no stream.</summary>
    public abstract string Whole(string text);

    /// <summary>The body beside an error status.</summary>
    public abstract string Refusal(int status, string message);

    /// <summary>The writer of .NET escapes what lies outside the basic plane in any case.</summary>
    protected static string Json(JsonNode node) =>
        EscapedPair().Replace(node.ToJsonString(Plain), pair => JsonSerializer.Deserialize<string>($"\"{pair.Value}\"")!);

    protected static Frame Data(JsonObject message) => new(Json(message));

    /// <summary>A message whose type is the name of its event too.</summary>
    protected static Frame Named(JsonObject message) => new(Json(message), message["type"]!.GetValue<string>());

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")]
    private static partial Regex EscapedPair();
}
