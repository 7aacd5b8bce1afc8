namespace LatencyPortal.Chat.Anatomy;

/// <summary>A text node of a rendered answer.</summary>
/// <param name="Text">Its characters.</param>
/// <param name="IsChrome">The portal wrote them, not the model: a button, the name of a code's language.</param>
/// <param name="IsCode">It is the text of a code block.</param>
/// <param name="IsImage">It stands for an image.</param>
internal readonly record struct VisibleRun(string Text, bool IsChrome, bool IsCode, bool IsImage)
{
    /// <summary>The text nodes of a node in document order.</summary>
    public static void AddTo(List<VisibleRun> runs, Controls.Markdown.DomNode node, bool isChrome = false, bool isCode = false, bool isImage = false)
    {
        if (node is Controls.Markdown.DomText { Text.Length: > 0 } text)
        {
            runs.Add(new VisibleRun(text.Text, isChrome, isCode, isImage));
        }
        else if (node is Controls.Markdown.DomElement element)
        {
            var chrome = isChrome || element.Tag == "button" || Array.Exists(element.Attributes, pair => pair is ("class", "lp-code-head"));
            var image = isImage || Array.Exists(element.Attributes, pair => pair is ("class", "lp-image"));
            foreach (var child in element.Children)
                AddTo(runs, child, chrome, isCode || element.Tag == "pre", image);
        }
    }
}
