using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>
/// What <c>value.name</c> and <c>value[index]</c> find. Only entries of the value and the methods
/// listed in this folder; nothing of .NET can be reached.
/// </summary>
internal static class Members
{
    /// <summary>The entry or method, or null. An entry hides a method of its name.</summary>
    public static JinjaValue? Find(JinjaValue value, string name)
    {
        switch (value)
        {
            case JinjaMapping mapping:
                return mapping.Entries.TryGetValue(name, out var entry) ? entry : MappingMethods.Find(mapping, name);
            case JinjaNamespace space:
                return space.Entries.GetValueOrDefault(name);
            case JinjaString text when name == "length":
                return new JinjaInteger(text.Value.Length);
            case JinjaString text:
                return StringMethods.Find(text.Value, name);
            case JinjaList list when name == "length":
                return new JinjaInteger(list.Items.Count);
            default:
                return null;
        }
    }

    /// <summary>The item, or null. Negative places count from the end; those of a text count UTF-16 units.</summary>
    public static JinjaValue? At(JinjaValue value, long place)
    {
        var count = value is JinjaList list ? list.Items.Count : ((JinjaString)value).Value.Length;
        if (place < 0)
            place += count;
        if (place < 0 || place >= count)
            return null;
        return value is JinjaList items
            ? items.Items[(int)place]
            : new JinjaString(((JinjaString)value).Value[(int)place].ToString());
    }

    /// <summary>
    /// What <c>attribute="a.b.0"</c> of a filter finds: entries of mappings and items of lists, never methods.
    /// </summary>
    public static JinjaValue FindPath(JinjaValue value, string path, RenderRun run)
    {
        run.Text(path.Length);
        foreach (var part in path.Split('.'))
        {
            var next = value switch
            {
                JinjaMapping mapping => mapping.Entries.GetValueOrDefault(part),
                JinjaNamespace space => space.Entries.GetValueOrDefault(part),
                JinjaList list when Numbers.ParseInteger(part) is { } place and >= 0 && place < list.Items.Count =>
                    list.Items[(int)place],
                _ => null,
            };
            if (next is null)
                return JinjaUndefined.Instance;
            value = next;
        }

        return value;
    }
}
