using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;

namespace LatencyPortal.Controls.Markdown;

/// <summary>
/// Turns the syntax tree of a text that may be hostile into nodes. Elements and attributes come from here alone; of the text
/// only characters go in, link addresses with an allowed scheme, link titles, and the name of a code's language. Images
/// become buttons: nothing is loaded until somebody asks for it.
/// </summary>
internal static class DomBuilder
{
    private const int LongestLanguage = 24;

    /// <summary>Adds what a block looks like; definitions look like nothing.</summary>
    /// <param name="block">The block.</param>
    /// <param name="parent">Where it goes.</param>
    /// <param name="isTight">It stands in a list whose paragraphs have no room between them.</param>
    public static void Add(Block block, DomElement parent, bool isTight = false)
    {
        switch (block)
        {
            case LinkReferenceDefinitionGroup or LinkReferenceDefinition or BlankLineBlock:
                break;
            case HeadingBlock heading:
                // The page owns levels 1 and 2.
                InlineBuilder.AddAll(heading.Inline, Open(parent, $"h{Math.Min(6, heading.Level + 2)}"));
                break;
            case ParagraphBlock paragraph:
                InlineBuilder.AddAll(paragraph.Inline, isTight ? parent : Open(parent, "p"));
                break;
            case MathBlock { IsClosed: true } math:
                parent.Children.Add(MathNodes.Of(math.Tex, isDisplay: true));
                break;
            case MathBlock math:
                Open(parent, "p").Add($"{math.Opening}\n{math.Tex}");
                break;
            case ThematicBreakBlock:
                Open(parent, "hr");
                break;
            case CodeBlock code:
                parent.Children.Add(Code(code));
                break;
            case QuoteBlock quote:
                AddAll(quote, Open(parent, "blockquote"));
                break;
            case ListBlock list:
                parent.Children.Add(List(list, list.IsLoose));
                break;
            case Table table:
                parent.Children.Add(Table(table));
                break;
            case ContainerBlock container:
                AddAll(container, parent, isTight);
                break;
            case LeafBlock leaf:
                Open(parent, "p").Add(leaf.Lines.ToString());
                break;
        }
    }

    /// <summary>A code block with an empty element for its text, and that element.</summary>
    public static (DomElement Block, DomElement Text) EmptyCode(string? info)
    {
        var language = Language(info);
        var block = new DomElement("div", ("class", "lp-code"));
        var head = Open(block, "div", ("class", "lp-code-head"));
        Open(head, "span").Add(language ?? "code");
        Open(head, "button", ("type", "button"), ("class", "lp-copy"), ("data-copy", "code")).Add("Copy");
        var text = Open(Open(block, "pre", ("tabindex", "0")), "code", language is null ? [] : [("data-language", language)]);
        return (block, text);
    }

    /// <summary>A list with its items.</summary>
    /// <param name="list">The list.</param>
    /// <param name="isLoose">Its paragraphs have room between them.</param>
    public static DomElement List(ListBlock list, bool isLoose)
    {
        var attributes = new List<(string, string)>();
        if (list.IsOrdered && list.OrderedStart is { } start && start != (list.DefaultOrderedStart ?? "1"))
            attributes.Add(("start", start));
        var element = new DomElement(list.IsOrdered ? "ol" : "ul", [.. attributes]);
        foreach (var item in list.Cast<ListItemBlock>())
            AddAll(item, Open(element, "li", item is [ParagraphBlock { Inline.FirstChild: TaskList }, ..] ? [("class", "lp-task")] : []), !isLoose);
        return element;
    }

    /// <summary>A row of a table.</summary>
    public static DomElement Row(Table table, TableRow row)
    {
        var element = new DomElement("tr");
        for (var i = 0; i < row.Count; i++)
        {
            var alignment = i < table.ColumnDefinitions.Count ? table.ColumnDefinitions[i].Alignment : null;
            (string, string)[] attributes = alignment switch
            {
                TableColumnAlign.Center => [("class", "lp-center")],
                TableColumnAlign.Right => [("class", "lp-right")],
                _ => [],
            };
            AddAll((TableCell)row[i], Open(element, row.IsHeader ? "th" : "td", attributes), isTight: true);
        }

        return element;
    }

    private static DomElement Table(Table table)
    {
        var element = new DomElement("table");
        DomElement? body = null;
        foreach (var row in table.Cast<TableRow>())
        {
            if (row.IsHeader)
                Open(element, "thead").Children.Add(Row(table, row));
            else
                (body ??= Open(element, "tbody")).Children.Add(Row(table, row));
        }

        return element;
    }

    private static DomElement Code(CodeBlock code)
    {
        var (block, text) = EmptyCode((code as FencedCodeBlock)?.Info);
        var lines = new System.Text.StringBuilder();
        for (var i = 0; i < code.Lines.Count; i++)
            lines.Append(code.Lines.Lines[i].Slice.AsSpan()).Append('\n');
        text.Add(lines.ToString());
        return block;
    }

    private static string? Language(string? info) =>
        string.IsNullOrWhiteSpace(info) ? null : info.Split((char[])[' ', '\t', ',', '{'], 2)[0] is { Length: > 0 and <= LongestLanguage } name ? name : null;

    private static void AddAll(ContainerBlock container, DomElement parent, bool isTight = false)
    {
        foreach (var child in container)
            Add(child, parent, isTight);
    }

    private static DomElement Open(DomElement parent, string tag, params (string, string)[] attributes)
    {
        var element = new DomElement(tag, attributes);
        parent.Children.Add(element);
        return element;
    }
}
