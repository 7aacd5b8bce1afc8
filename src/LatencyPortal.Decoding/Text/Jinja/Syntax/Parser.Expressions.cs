using System.Globalization;
using LatencyPortal.Decoding.Text.Jinja.Nodes;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Syntax;

/// <summary>
/// This part reads the expressions. From loosest to tightest: <c>if else</c>, <c>or</c>, <c>and</c>,
/// <c>not</c>, comparisons and <c>in</c>, <c>+ - ~</c>, <c>* / // %</c>, <c>**</c> (to the left, as in
/// Jinja2), <c>is</c>, <c>|</c>, signs, and what follows a value: <c>.name [index] (arguments)</c>.
/// </summary>
internal sealed partial class Parser
{
    private const int OrLevel = 1;
    private const int AndLevel = 2;
    private const int NotLevel = 3;
    private const int CompareLevel = 4;
    private const int AddLevel = 5;
    private const int MultiplyLevel = 6;
    private const int PowerLevel = 7;

    private ExpressionNode ParseExpression()
    {
        var value = ParseBinary(OrLevel);
        if (!TakeName("if"))
            return value;
        var condition = ParseBinary(OrLevel);
        Enter();
        var otherwise = TakeName("else") ? ParseExpression() : null;
        _depth--;
        return new ConditionalNode(value.Line, value, condition, otherwise);
    }

    /// <summary>An expression, or a tuple without parentheses.</summary>
    private ExpressionNode ParseSequence()
    {
        var first = ParseExpression();
        if (!Current.IsSymbol(","))
            return first;
        var items = new List<ExpressionNode> { first };
        while (TakeSymbol(",") && Current.Kind != TokenKind.BlockEnd && !Current.IsSymbol(")"))
            items.Add(ParseExpression());
        return new ListNode(first.Line, items);
    }

    /// <summary>Reads operators of this level and the tighter ones.</summary>
    private ExpressionNode ParseBinary(int level)
    {
        Enter();
        var line = Current.Line;
        var left = level <= NotLevel && TakeName("not")
            ? new NotNode(line, ParseBinary(NotLevel))
            : ParseTests();
        while (OperatorLevel(out var symbol) is var found && found >= level)
        {
            _at += symbol == "not in" ? 2 : 1;
            var right = ParseBinary(found + 1);
            left = symbol switch
            {
                "and" or "or" => new LogicalNode(line, symbol == "and", left, right),
                "<" or "<=" or ">" or ">=" => ParseChain(line, left, symbol, right),
                _ => new BinaryNode(line, symbol, left, right),
            };
        }

        _depth--;
        return left;
    }

    /// <summary>Orderings in a row are one chain; other comparisons group to the left, as in the reference.</summary>
    private ExpressionNode ParseChain(int line, ExpressionNode left, string symbol, ExpressionNode right)
    {
        List<ExpressionNode> operands = [left, right];
        List<string> symbols = [symbol];
        while (Current is { Kind: TokenKind.Symbol, Value: "<" or "<=" or ">" or ">=" })
        {
            symbols.Add(tokens[_at++].Value);
            operands.Add(ParseBinary(AddLevel));
        }

        return symbols.Count == 1 ? new BinaryNode(line, symbol, left, right) : new ChainNode(line, operands, symbols);
    }

    /// <summary>The level of the operator that comes next, and how it is written; 0 if none does.</summary>
    private int OperatorLevel(out string symbol)
    {
        symbol = Current.Value;
        if (Current.Kind == TokenKind.Name)
        {
            if (Current.Value == "not" && tokens[_at + 1].IsName("in"))
                symbol = "not in";
            return symbol switch
            {
                "or" => OrLevel,
                "and" => AndLevel,
                "in" or "not in" => CompareLevel,
                _ => 0,
            };
        }

        if (Current.Kind != TokenKind.Symbol)
            return 0;
        return symbol switch
        {
            "==" or "!=" or "<" or "<=" or ">" or ">=" => CompareLevel,
            "+" or "-" or "~" => AddLevel,
            "*" or "/" or "//" or "%" => MultiplyLevel,
            "**" => PowerLevel,
            _ => 0,
        };
    }

    private ExpressionNode ParseTests()
    {
        var operand = ParseFilters(ParseSign());
        while (TakeName("is"))
        {
            var negated = TakeName("not");
            var line = Current.Line;
            var name = ExpectName("a test");
            operand = new TestNode(line, operand, name, ParseTestArguments(), negated);
            operand = ParseFilters(operand);
        }

        return operand;
    }

    /// <summary>A single argument of a test needs no parentheses: <c>is divisibleby 3</c>.</summary>
    private ArgumentsNode? ParseTestArguments()
    {
        if (Current.IsSymbol("("))
            return ParseArguments();
        var isValue = Current.Kind is TokenKind.String or TokenKind.Integer or TokenKind.Float
            || Current.IsSymbol("[") || Current.IsSymbol("{")
            || (Current.Kind == TokenKind.Name && !IsReserved(Current.Value));
        return isValue ? new ArgumentsNode([new Argument(ArgumentKind.Positional, null, ParsePostfix())]) : null;
    }

    private ExpressionNode ParseFilters(ExpressionNode operand)
    {
        while (TakeSymbol("|"))
            operand = ParseFilter(operand);
        return operand;
    }

    private FilterNode ParseFilter(ExpressionNode operand)
    {
        var line = Current.Line;
        var name = ExpectName("a filter");
        return new FilterNode(line, operand, name, Current.IsSymbol("(") ? ParseArguments() : null);
    }

    private ExpressionNode ParseSign()
    {
        var line = Current.Line;
        var negative = Current.IsSymbol("-");
        if (!negative && !Current.IsSymbol("+"))
            return ParsePostfix();
        Enter();
        _at++;
        var node = new SignNode(line, negative, ParseSign());
        _depth--;
        return node;
    }

    private ExpressionNode ParsePostfix()
    {
        var node = ParsePrimary();
        while (Current.Kind == TokenKind.Symbol)
        {
            var line = Current.Line;
            if (Current.Value == "(")
                node = new CallNode(line, node, ParseArguments());
            else if (TakeSymbol("."))
                node = ParseAttribute(line, node);
            else if (TakeSymbol("["))
                node = ParseIndex(line, node);
            else
                break;
        }

        return node;
    }

    private ExpressionNode ParseAttribute(int line, ExpressionNode target) =>
        Current.Kind == TokenKind.Integer
            ? new IndexNode(line, target, new LiteralNode(line, ParseInteger()))
            : new AttributeNode(line, target, ExpectName("an attribute"));

    private ExpressionNode ParseIndex(int line, ExpressionNode target)
    {
        var bounds = new ExpressionNode?[3];
        var colons = 0;
        while (!Current.IsSymbol("]"))
        {
            if (TakeSymbol(":"))
            {
                if (++colons > 2)
                    throw Unexpected();
            }
            else if (bounds[colons] is null)
            {
                bounds[colons] = ParseExpression();
            }
            else
            {
                throw Unexpected();
            }
        }

        _at++;
        if (colons > 0)
            return new SliceNode(line, target, bounds[0], bounds[1], bounds[2]);
        return new IndexNode(line, target, bounds[0] ?? throw Fault("an index is missing", line));
    }

    private ArgumentsNode ParseArguments()
    {
        ExpectSymbol("(");
        var arguments = new List<Argument>();
        while (!TakeSymbol(")"))
        {
            arguments.Add(ParseArgument(arguments));
            if (!TakeSymbol(",") && !Current.IsSymbol(")"))
                throw Unexpected();
        }

        return new ArgumentsNode(arguments);
    }

    private Argument ParseArgument(List<Argument> before)
    {
        var line = Current.Line;
        if (before is [.., { Kind: ArgumentKind.NamedUnpacked }])
            throw Fault("no argument can follow one with \"**\"", line);
        if (TakeSymbol("**"))
            return new Argument(ArgumentKind.NamedUnpacked, null, ParseExpression());
        if (TakeSymbol("*"))
        {
            if (before.Exists(argument => argument.Kind == ArgumentKind.Unpacked))
                throw Fault("only one argument can have \"*\"", line);
            return new Argument(ArgumentKind.Unpacked, null, ParseExpression());
        }

        if (Current.Kind == TokenKind.Name && tokens[_at + 1].IsSymbol("="))
        {
            var name = Current.Value;
            _at += 2;
            return new Argument(ArgumentKind.Named, name, ParseExpression());
        }

        if (before.Exists(argument => argument.Kind != ArgumentKind.Positional))
            throw Fault("an argument without a name follows one that has a name or \"*\"", line);
        return new Argument(ArgumentKind.Positional, null, ParseExpression());
    }

    private ExpressionNode ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Integer:
                return new LiteralNode(token.Line, ParseInteger());
            case TokenKind.Float:
                _at++;
                return new LiteralNode(token.Line, new JinjaFloat(double.Parse(token.Value, CultureInfo.InvariantCulture)));
            case TokenKind.String:
                return new LiteralNode(token.Line, new JinjaString(ParseStrings()));
            case TokenKind.Name when !IsReserved(token.Value):
                _at++;
                foreach (var macro in _macros)
                    macro.Read(token.Value);
                return new NameNode(token.Line, token.Value);
            case TokenKind.Symbol when token.Value is "(" or "[" or "{":
                _at++;
                return ParseBracketed(token);
            default:
                throw Unexpected();
        }
    }

    private ExpressionNode ParseBracketed(Token open)
    {
        if (open.Value == "[")
            return new ListNode(open.Line, ParseItems("]", ParseExpression));
        if (open.Value == "{")
            return new MappingNode(open.Line, ParseItems("}", ParseEntry));
        if (TakeSymbol(")"))
            return new ListNode(open.Line, []);
        var value = ParseSequence();
        ExpectSymbol(")");
        return value;
    }

    private List<T> ParseItems<T>(string close, Func<T> parse)
    {
        var items = new List<T>();
        while (!TakeSymbol(close))
        {
            items.Add(parse());
            if (!TakeSymbol(",") && !Current.IsSymbol(close))
                throw Unexpected();
        }

        return items;
    }

    private (ExpressionNode Key, ExpressionNode Value) ParseEntry()
    {
        var key = ParseExpression();
        ExpectSymbol(":");
        return (key, ParseExpression());
    }

    private JinjaInteger ParseInteger() => new(long.Parse(tokens[_at++].Value, CultureInfo.InvariantCulture));

    /// <summary>Strings in a row are one.</summary>
    private string ParseStrings()
    {
        var parts = new List<string>();
        while (Current.Kind == TokenKind.String)
            parts.Add(tokens[_at++].Value);
        return string.Concat(parts);
    }

    private static bool IsReserved(string name) => name is "and" or "or" or "not" or "in" or "is" or "if" or "else";
}
