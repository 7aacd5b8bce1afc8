namespace LatencyPortal.Decoding.Text.Jinja.Syntax;

internal enum TokenKind
{
    /// <summary>Text outside the tags.</summary>
    Text,

    /// <summary><c>{%</c>.</summary>
    BlockStart,

    /// <summary><c>%}</c>.</summary>
    BlockEnd,

    /// <summary><c>{{</c>.</summary>
    PrintStart,

    /// <summary><c>}}</c>.</summary>
    PrintEnd,

    /// <summary>A variable, keyword, filter, test or attribute.</summary>
    Name,

    /// <summary>A string, its escapes resolved.</summary>
    String,

    Integer,
    Float,

    /// <summary>An operator, bracket, comma, dot, colon, bar or equals sign.</summary>
    Symbol,

    /// <summary>The end of the template.</summary>
    End,
}
