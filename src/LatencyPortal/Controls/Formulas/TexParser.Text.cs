using System.Text;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Words in a formula.</summary>
internal sealed partial class TexParser
{
    /// <summary>The words in braces after \text and its like, with the formulas between dollars in them.</summary>
    private MathAtom Words(MathFont font) => new(MathNodes.Group(ReadWords(font)), AtomClass.Ordinary);

    private List<DomElement> ReadWords(MathFont font)
    {
        var nodes = new List<DomElement>();
        if (!_reader.Take('{') || ++_depth > MaxDepth * 2)
        {
            Fail();
            return nodes;
        }

        var words = new StringBuilder();
        for (var open = 1; open > 0;)
        {
            var token = _reader.NextInText();
            if (token.IsEnd)
            {
                Fail();
                break;
            }

            if (token.IsCommand)
                WordCommand(token.Text, words, nodes, font);
            else if (token.Is('$'))
                Inset(words, nodes, font, '$');
            else if (token.Is('{') || token.Is('}'))
                open += token.Is('{') ? 1 : -1;
            else
                words.Append(char.IsWhiteSpace(token.Text, 0) || token.Is('~') ? " " : token.Text);
        }

        Flush(words, nodes, font);
        _depth--;
        return nodes;
    }

    private void WordCommand(string name, StringBuilder words, List<DomElement> nodes, MathFont font)
    {
        if (TextFonts.TryGetValue(name, out var other))
        {
            Flush(words, nodes, font);
            nodes.AddRange(ReadWords(other));
        }
        else if (name == "(")
        {
            Inset(words, nodes, font, ')');
        }
        else if (name is " " or "," or ";" or ":" or "quad" or "qquad" or "\\")
        {
            words.Append(' ');
        }
        else if (name is "-" or "/")
        {
            // Places where a line may break.
        }
        else if (TexSymbols.Commands.TryGetValue(name, out var symbol))
        {
            words.Append(symbol.Text);

            // Spaces after a command's letters end its name and are nothing themselves.
            _reader.Peek();
        }
        else
        {
            Fail();
        }
    }

    private void Inset(StringBuilder words, List<DomElement> nodes, MathFont font, char end)
    {
        Flush(words, nodes, font);
        var (style, outer) = (_isDisplay, _font);
        (_isDisplay, _font) = (false, MathFont.Standard);
        nodes.AddRange(ParseRow());
        (_isDisplay, _font) = (style, outer);
        var token = _reader.Next();
        if (token.IsCommand != (end == ')') || token.Text != end.ToString())
            Fail();
    }

    private static void Flush(StringBuilder words, List<DomElement> nodes, MathFont font)
    {
        if (words.Length > 0)
            nodes.Add(MathNodes.Text(words, font));
        words.Clear();
    }
}
