using System.Text;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>Joins the rendered segments of one message, with an empty line between two, and keeps where each character came from.</summary>
internal sealed class TextAssembler(int message)
{
    private const string Between = "\n\n";

    private readonly StringBuilder _text = new();
    private readonly List<PromptPart> _parts = [];

    public bool IsEmpty => _text.Length == 0;

    public string Text => _text.ToString();

    public IReadOnlyList<PromptPart> Parts => _parts;

    /// <summary>
    /// Adds a segment; one of nothing but blanks is left out, with the line in front of it. What is empty now and made of variables keeps
    /// its place: another time it may not be.
    /// </summary>
    public void Add(IReadOnlyList<PromptPart> rendered)
    {
        var isBlank = rendered.All(part => string.IsNullOrWhiteSpace(part.Text));
        if (!isBlank && !IsEmpty)
            Take(new PromptPart(message, rendered[0].Segment, -1, 0, Between, []));
        foreach (var part in rendered)
        {
            if (!isBlank && part.Text.Length > 0)
                Take(part with { Message = message });
            else if (part.Names is [{ Length: > 0 }, ..])
                Take(part with { Message = message, Text = "" });
        }
    }

    private void Take(PromptPart part)
    {
        _text.Append(part.Text);
        _parts.Add(part);
    }
}
