using System.Runtime.CompilerServices;

namespace LatencyPortal.Decoding.Text.Jinja.Syntax;

/// <summary>This part goes from token to token.</summary>
internal sealed partial class Parser
{
    private bool TakeTag(string name)
    {
        if (Current.Kind != TokenKind.BlockStart || !tokens[_at + 1].IsName(name))
            return false;
        _at += 2;
        return true;
    }

    private void ExpectTag(string name, int line)
    {
        if (!TakeTag(name))
            throw Fault($"\"{name}\" is missing for the tag that begins in line {line}", Current.Line);
        ExpectBlockEnd();
    }

    private void ExpectBlockEnd() => Expect(TokenKind.BlockEnd, "%}");

    private void Expect(TokenKind kind, string what)
    {
        if (Current.Kind != kind)
            throw Fault($"{what} is missing", Current.Line);
        _at++;
    }

    private bool TakeName(string name)
    {
        if (!Current.IsName(name))
            return false;
        _at++;
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol))
            return false;
        _at++;
        return true;
    }

    private void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol))
            throw Fault($"\"{symbol}\" is missing", Current.Line);
    }

    private string ExpectName(string what)
    {
        if (Current.Kind != TokenKind.Name)
            throw Fault($"the name of {what} is missing", Current.Line);
        return tokens[_at++].Value;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new JinjaException(JinjaErrorKind.Limit, Current.Line, $"the template nests deeper than {MaxDepth} levels");
    }

    private JinjaException Unexpected() =>
        Fault(Current.Kind == TokenKind.End ? "the template ends too early" : "this cannot stand here", Current.Line);

    private static JinjaException Fault(string reason, int line) => new(JinjaErrorKind.Syntax, line, reason);
}
