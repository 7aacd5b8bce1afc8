using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// Writes the changes of one flush in the order in which the browser applies them, as compact JSON. Text is a string, an element an
/// array <c>[tag, attributes or 0, children…]</c>. There are three kinds of change:
/// <list type="bullet">
/// <item><c>[depth, keep, cut, nodes…]</c>: in the element that is reached from the body by so many last elements, children behind the
/// first <c>keep</c> are taken away; with <c>cut</c> of 0 or more one more is kept, a text of which so many UTF-16 units stay; then
/// nodes are added, text to a text that stands last.</item>
/// <item><c>["p", index, node]</c>: a settled block is replaced, because a link definition that it uses came later.</item>
/// <item><c>["s", count]</c>: the first so many blocks will not change any more.</item>
/// </list>
/// </summary>
internal sealed class BatchWriter : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json;

    public BatchWriter()
    {
        _json = new Utf8JsonWriter(_buffer, Options);
        _json.WriteStartArray();
    }

    /// <summary>Changes so far.</summary>
    public int Count { get; private set; }

    public void Change(int depth, int keep, int cut, IEnumerable<DomNode> nodes)
    {
        _json.WriteStartArray();
        _json.WriteNumberValue(depth);
        _json.WriteNumberValue(keep);
        _json.WriteNumberValue(cut);
        foreach (var node in nodes)
            Write(node);
        _json.WriteEndArray();
        Count++;
    }

    public void Patch(int index, DomNode node)
    {
        _json.WriteStartArray();
        _json.WriteStringValue("p");
        _json.WriteNumberValue(index);
        Write(node);
        _json.WriteEndArray();
        Count++;
    }

    public void Settle(int count)
    {
        _json.WriteStartArray();
        _json.WriteStringValue("s");
        _json.WriteNumberValue(count);
        _json.WriteEndArray();
        Count++;
    }

    /// <summary>All changes; nothing can be added any more.</summary>
    public MarkdownBatch ToBatch()
    {
        _json.WriteEndArray();
        _json.Flush();
        return new MarkdownBatch(_buffer.WrittenMemory);
    }

    public void Dispose() => _json.Dispose();

    private void Write(DomNode node)
    {
        if (node is DomText text)
        {
            _json.WriteStringValue(text.Text);
            return;
        }

        var element = (DomElement)node;
        _json.WriteStartArray();
        _json.WriteStringValue(element.Tag);
        if (element.Attributes.Length > 0)
        {
            _json.WriteStartObject();
            foreach (var (name, value) in element.Attributes)
                _json.WriteString(name, value);
            _json.WriteEndObject();
        }
        else
        {
            _json.WriteNumberValue(0);
        }

        foreach (var child in element.Children)
            Write(child);
        _json.WriteEndArray();
    }
}
