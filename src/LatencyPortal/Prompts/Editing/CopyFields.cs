namespace LatencyPortal.Prompts.Editing;

/// <summary>
/// The texts of a working copy by the names that its boxes have on the page: <c>text:3</c>, <c>example:7</c>, <c>description</c>. They may be
/// longer than a message of the circuit, so the page's module posts them and is told of them, and no box is bound.
/// </summary>
internal static class CopyFields
{
    /// <summary>What stands in each box.</summary>
    public static Dictionary<string, string> Of(CopyState state)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["description"] = state.Description ?? "", ["model"] = state.Model ?? "" };
        foreach (var segment in state.Segments)
        {
            fields[$"text:{segment.Key}"] = segment.Segment.Text;
            fields[$"id:{segment.Key}"] = segment.Segment.Id;
        }

        foreach (var (key, variable) in state.Variables)
        {
            fields[$"name:{key}"] = variable.Name;
            fields[$"default:{key}"] = variable.Default ?? "";
            fields[$"example:{key}"] = variable.Example ?? "";
            fields[$"about:{key}"] = variable.Description ?? "";
        }

        return fields;
    }

    /// <summary>The state with another text in a box; the same state when there is no such box.</summary>
    public static CopyState Set(CopyState state, string field, string text)
    {
        var orNull = string.IsNullOrWhiteSpace(text) ? null : text;
        if (field == "description")
            return state with { Description = orNull };
        if (field == "model")
            return state with { Model = orNull?.Trim() };
        if (field.Split(':') is not [var what, var number] || !int.TryParse(number, out var key))
            return state;
        return what switch
        {
            "text" => state.WithSegment(key, segment => segment with { Text = text }),
            "id" => state.WithSegment(key, segment => segment with { Id = text.Trim() }),
            "name" => state.WithVariable(key, variable => variable with { Name = text.Trim() }),
            // A default may be empty; whether there is one is a choice of its own.
            "default" => state.WithVariable(key, variable => variable.Default is null ? variable : variable with { Default = text }),
            "example" => state.WithVariable(key, variable => variable with { Example = text.Length == 0 ? null : text }),
            "about" => state.WithVariable(key, variable => variable with { Description = orNull }),
            _ => state,
        };
    }
}
