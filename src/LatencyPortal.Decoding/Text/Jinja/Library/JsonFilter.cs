using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>The filter <c>tojson</c>. Its arguments count by name only, as in the reference.</summary>
internal static class JsonFilter
{
    public static JinjaValue Apply(JinjaValue value, CallArguments arguments, RenderRun run)
    {
        var named = new CallArguments([], arguments.Named);
        var indent = named.Find(0, "indent") is null or JinjaNone ? 0 : named.Integer(0, "indent", run);
        if (indent is < 0 or > 1_000)
            throw run.Fault("the argument \"indent\" must be from 0 to 1000");
        var style = new JsonStyle
        {
            Indent = (int)indent,
            // At the end of a line no space is needed.
            ItemSeparator = indent > 0 ? "," : JsonStyle.Default.ItemSeparator,
            EnsureAscii = named.Flag(0, "ensure_ascii", run),
            SortKeys = named.Flag(0, "sort_keys", run),
        };
        switch (named.Find(0, "separators"))
        {
            case null or JinjaNone:
                break;
            case JinjaList { Items: [JinjaString item, JinjaString key] }:
                style = style with { ItemSeparator = item.Value, KeySeparator = key.Value };
                break;
            default:
                throw run.Fault("the argument \"separators\" must be two strings");
        }

        return new JinjaString(JsonText.Write(value, style, run));
    }
}
