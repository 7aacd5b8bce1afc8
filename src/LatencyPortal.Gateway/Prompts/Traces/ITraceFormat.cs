using System.Text.Json;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>What one line of a trace means.</summary>
internal interface ITraceFormat
{
    /// <summary>Reads the object of one line.</summary>
    /// <exception cref="FormatException">It is none of this format; the message says what is wrong.</exception>
    TraceRequest Read(JsonElement row);
}
