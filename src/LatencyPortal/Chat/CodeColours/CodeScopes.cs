namespace LatencyPortal.Chat.CodeColours;

/// <summary>Turns the scope names of TextMate grammars into the few that have a colour.</summary>
internal static class CodeScopes
{
    /// <summary>Beginnings of scope names, the longer before the shorter; null where code has no colour again.</summary>
    private static readonly (string Prefix, CodeScope? Scope)[] Prefixes =
    [
        ("meta.template.expression", null),
        ("meta.embedded", null),
        ("meta.interpolation", null),
        ("comment", CodeScope.Comment),
        ("punctuation.definition.comment", CodeScope.Comment),
        ("string.unquoted.plain.out", null),
        ("string", CodeScope.String),
        ("punctuation.definition.string", CodeScope.String),
        ("constant.character", CodeScope.String),
        ("constant.numeric", CodeScope.Number),
        ("keyword.other.unit", CodeScope.Number),
        ("constant", CodeScope.Number),
        ("keyword", CodeScope.Keyword),
        ("storage.type.function.arrow", null),
        ("storage", CodeScope.Keyword),
        ("variable.language", CodeScope.Keyword),
        ("entity.name.function", CodeScope.Function),
        ("support.function", CodeScope.Function),
        ("entity.name.tag", CodeScope.Keyword),
        ("entity.other.attribute-name", CodeScope.Attribute),
        ("support.type.property-name", CodeScope.Attribute),
        ("entity.name.type", CodeScope.Type),
        ("entity.name.class", CodeScope.Type),
        ("entity.other.inherited-class", CodeScope.Type),
        ("support.type", CodeScope.Type),
        ("support.class", CodeScope.Type),
        ("markup.inserted", CodeScope.Inserted),
        ("markup.deleted", CodeScope.Deleted),
        ("markup.heading", CodeScope.Keyword),
    ];

    /// <summary>The colour of a token: that of the innermost of its scopes that has one.</summary>
    /// <param name="scopes">Names, the outermost first.</param>
    /// <param name="text">The token.</param>
    public static CodeScope? Of(List<string> scopes, ReadOnlySpan<char> text)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            // Signs stay as they are; operators that are words are keywords.
            if (scopes[i].StartsWith("keyword.operator", StringComparison.Ordinal) && !char.IsLetter(text[0]))
                return null;
            foreach (var (prefix, scope) in Prefixes)
            {
                if (scopes[i].StartsWith(prefix, StringComparison.Ordinal))
                    return scope;
            }
        }

        return null;
    }
}
