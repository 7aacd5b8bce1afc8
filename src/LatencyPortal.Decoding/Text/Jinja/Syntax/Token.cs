namespace LatencyPortal.Decoding.Text.Jinja.Syntax;

internal readonly record struct Token(TokenKind Kind, string Value, int Line)
{
    public bool IsName(string name) => Kind == TokenKind.Name && Value == name;

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Value == symbol;
}
