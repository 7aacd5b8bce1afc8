namespace LatencyPortal.Decoding.Text.Jinja;

/// <summary>A template cannot be parsed or rendered. The only exception they throw, but for a cancellation.</summary>
internal sealed class JinjaException : Exception
{
    public JinjaException(JinjaErrorKind kind, int line, string reason)
        : base($"line {line}: {reason}")
    {
        Kind = kind;
        Line = line;
        Reason = reason;
    }

    public JinjaErrorKind Kind { get; }

    /// <summary>The line of the template's source, from 1.</summary>
    public int Line { get; }

    /// <summary>The message without the line; for <see cref="JinjaErrorKind.Raised"/> the template's own words.</summary>
    public string Reason { get; }
}
