using System.Text;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>Writes messages as the stream has them, with the faults of its lines.</summary>
internal sealed class FrameWriter(Framing framing, IReadOnlyList<Fault> faults, Random random)
{
    /// <summary>Stands in a token for bytes that no JSON writer would write.</summary>
    public const string IncompleteCharacter = "@@incomplete@@";

    /// <summary>Stands in a token for an escape that no JSON writer would write.</summary>
    public const string LoneSurrogate = "@@lone@@";

    private static readonly string[] LineEnds = ["\n", "\r\n", "\r"];

    private bool _began;

    /// <summary>The bytes of one message.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="tokens">Tokens sent before it.</param>
    public byte[] Write(Frame frame, int tokens)
    {
        var data = frame.Data.Replace(LoneSurrogate, "\\ud83d", StringComparison.Ordinal);
        if (faults.Any(fault => fault.Kind == FaultKind.CutJson && fault.AfterTokens == tokens) && data != "[DONE]")
            data = data[..(data.Length * 2 / 3)];
        if (framing == Framing.Checked)
            return Checked(frame, data, tokens);
        var text = framing switch
        {
            Framing.Lines => data + "\n",
            Framing.Array => (_began ? ",\r\n" : "[") + data,
            _ => Event(frame.Event, data, tokens),
        };
        var isFirst = !_began;
        _began = true;
        return Encode(isFirst && framing == Framing.Events && Has(FaultKind.ByteOrderMark, tokens) ? "\uFEFF" + text : text);
    }

    /// <summary>What ends the stream as its framing wants it.</summary>
    public byte[] End() => framing == Framing.Array ? Encode(_began ? "]" : "[]") : [];

    private byte[] Checked(Frame frame, string data, int tokens)
    {
        var bytes = EventStreamFrame.Write(frame.Event!, Encode(data), frame.IsException ? "exception" : "event");
        if (faults.Any(fault => fault.Kind == FaultKind.Damaged && fault.AfterTokens == tokens))
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] Encode(string text)
    {
        var at = text.IndexOf(IncompleteCharacter, StringComparison.Ordinal);
        return at < 0
            ? Encoding.UTF8.GetBytes(text)
            : [.. Encoding.UTF8.GetBytes(text[..at]), 0xF0, 0x9F, .. Encoding.UTF8.GetBytes(text[(at + IncompleteCharacter.Length)..])];
    }

    private string Event(string? name, string data, int tokens)
    {
        var text = new StringBuilder();
        void Line(string line)
        {
            var end = LineEnd(tokens);
            // CR and then LF would be one line end, not two.
            if (line.Length == 0 && end == "\n" && text.Length > 0 && text[^1] == '\r')
                end = "\r\n";
            text.Append(line).Append(end);
        }

        if (Has(FaultKind.EventOnly, tokens))
        {
            Line("event: nothing");
            Line("");
        }

        if (Has(FaultKind.Comments, tokens))
            Line(": ping");
        if (Has(FaultKind.UnknownFields, tokens))
        {
            Line("id: 7");
            Line("retry: 10");
            Line("colour: green");
            Line("nothing");
        }

        if (name is not null)
            Line("event: " + name);
        if (Has(FaultKind.MultiLineData, tokens) && data.Length > 1 && data[0] == '{')
        {
            // Between two parts of JSON a line break is white space.
            Line("data: {");
            Line("data: " + data[1..^1]);
            Line("data: }");
        }
        else
        {
            Line("data: " + data);
        }

        if (Has(FaultKind.Comments, tokens))
            Line(":");
        if (!Has(FaultKind.NoBlankLine, tokens))
            Line("");
        return text.ToString();
    }

    private string LineEnd(int tokens)
    {
        if (Has(FaultKind.MixedLines, tokens))
            return LineEnds[random.Next(LineEnds.Length)];
        return Has(FaultKind.CrlfLines, tokens) ? "\r\n" : Has(FaultKind.CrLines, tokens) ? "\r" : "\n";
    }

    private bool Has(FaultKind kind, int tokens)
    {
        foreach (var fault in faults)
        {
            if (fault.Kind == kind && tokens >= fault.AfterTokens)
                return true;
        }

        return false;
    }
}
