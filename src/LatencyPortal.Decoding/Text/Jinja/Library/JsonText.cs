using System.Globalization;
using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>Writes values as JSON, with the escapes that JavaScript chooses.</summary>
internal sealed class JsonText
{
    private readonly JsonStyle _style;
    private readonly RenderRun _run;
    private readonly StringBuilder _output = new();
    private int _checkAt = 1 << 16;

    private JsonText(JsonStyle style, RenderRun run)
    {
        _style = style;
        _run = run;
    }

    public static string Write(JinjaValue value, JsonStyle style, RenderRun run)
    {
        var writer = new JsonText(style, run);
        writer.Write(value, depth: 0);
        return writer._output.ToString();
    }

    private void Write(JinjaValue value, int depth)
    {
        _run.Nest();
        switch (value)
        {
            case JinjaNone:
                Put("null");
                break;
            case JinjaUndefined:
                Put(_style.UndefinedText);
                break;
            case JinjaBoolean flag:
                Put(flag.Value ? "true" : "false");
                break;
            case JinjaInteger number:
                Put(number.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case JinjaFloat number:
                Put(double.IsFinite(number.Value) ? Numbers.Text(number.Value) : "null");
                break;
            case JinjaString text:
                PutString(text.Value);
                break;
            case JinjaList list:
                WriteList(list, depth);
                break;
            case JinjaMapping mapping:
                WriteEntries(mapping.Entries, depth);
                break;
            case JinjaNamespace space:
                WriteEntries(space.Entries, depth);
                break;
            default:
                throw _run.Fault($"{value.TypeName} cannot be written as JSON");
        }

        _run.Leave();
    }

    private void WriteList(JinjaList list, int depth)
    {
        Put("[");
        for (var i = 0; i < list.Items.Count; i++)
        {
            Separate(i, depth + 1);
            Write(list.Items[i], depth + 1);
        }

        Close("]", list.Items.Count, depth);
    }

    private void WriteEntries(OrderedDictionary<string, JinjaValue> entries, int depth)
    {
        KeyValuePair<string, JinjaValue>[] ordered = [.. entries];
        if (_style.SortKeys)
            ordered = StableSort.Sort(ordered, (a, b) => Collation.Compare(a.Key, b.Key), _run);
        Put("{");
        for (var i = 0; i < ordered.Length; i++)
        {
            Separate(i, depth + 1);
            PutString(ordered[i].Key);
            Put(_style.KeySeparator);
            Write(ordered[i].Value, depth + 1);
        }

        Close("}", ordered.Length, depth);
    }

    private void Separate(int index, int depth)
    {
        if (index > 0)
            Put(_style.ItemSeparator);
        if (_style.Indent > 0)
            PutLineStart(depth);
    }

    /// <summary>Empty lists and mappings stay on one line.</summary>
    private void Close(string bracket, int count, int depth)
    {
        if (_style.Indent > 0 && count > 0)
            PutLineStart(depth);
        Put(bracket);
    }

    private void PutLineStart(int depth)
    {
        var length = (long)_style.Indent * depth;
        _run.Text(length);
        _output.Append('\n').Append(' ', (int)length);
    }

    private void PutString(string text)
    {
        _run.Text(text.Length);
        _output.Append('"');
        for (var i = 0; i < text.Length; i++)
            PutCharacter(text, i);
        Put("\"");
    }

    private void PutCharacter(string text, int i)
    {
        var character = text[i];
        switch (character)
        {
            case '"' or '\\':
                _output.Append('\\').Append(character);
                break;
            case '\b':
                _output.Append("\\b");
                break;
            case '\f':
                _output.Append("\\f");
                break;
            case '\n':
                _output.Append("\\n");
                break;
            case '\r':
                _output.Append("\\r");
                break;
            case '\t':
                _output.Append("\\t");
                break;
            default:
                if (character < ' ' || IsLoneSurrogate(text, i) || (_style.EnsureAscii && character >= '\u007F'))
                    _output.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
                else
                    _output.Append(character);
                break;
        }
    }

    private static bool IsLoneSurrogate(string text, int i) =>
        char.IsHighSurrogate(text[i])
            ? i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1])
            : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1]));

    private void Put(string text)
    {
        _run.Text(text.Length);
        _output.Append(text);
        // The whole has a limit too.
        if (_output.Length >= _checkAt)
        {
            _run.Text(_output.Length);
            _checkAt = _output.Length * 2;
        }
    }
}
