using LatencyPortal.Decoding.Text.Jinja.Nodes;

namespace LatencyPortal.Decoding.Text.Jinja.Syntax;

/// <summary>Turns tokens into nodes. This part reads the statements.</summary>
internal sealed partial class Parser(IReadOnlyList<Token> tokens)
{
    private const int MaxDepth = 200;

    private readonly List<SpecialNames> _macros = [];
    private int _at;
    private int _depth;
    private int _loops;

    private Token Current => tokens[_at];

    public BlockNode ParseTemplate()
    {
        var body = ParseBlock();
        if (Current.Kind != TokenKind.End)
            throw Unexpected();
        return body;
    }

    /// <summary>Reads statements up to a tag that none of them begins with, such as <c>endif</c>.</summary>
    private BlockNode ParseBlock()
    {
        Enter();
        var line = Current.Line;
        var statements = new List<StatementNode>();
        while (ParseStatement() is { } statement)
            statements.Add(statement);
        _depth--;
        return new BlockNode(line, statements);
    }

    private StatementNode? ParseStatement()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                _at++;
                return new TextNode(token.Line, token.Value);
            case TokenKind.PrintStart:
                _at++;
                var value = ParseExpression();
                Expect(TokenKind.PrintEnd, "}}");
                return new PrintNode(token.Line, value);
            case TokenKind.BlockStart:
                return ParseTag(token.Line);
            case TokenKind.End:
                return null;
            default:
                throw Unexpected();
        }
    }

    private StatementNode? ParseTag(int line)
    {
        var name = tokens[_at + 1];
        if (name.Kind != TokenKind.Name)
            throw Fault("a tag must begin with the name of a statement", name.Line);
        if (name.Value is "elif" or "else" || name.Value.StartsWith("end", StringComparison.Ordinal))
            return null;
        _at += 2;
        switch (name.Value)
        {
            case "if":
                return ParseIf(line);
            case "for":
                return ParseFor(line);
            case "set":
                return ParseSet(line);
            case "macro":
                return ParseMacro(line);
            case "call":
                return ParseCallBlock(line);
            case "filter":
                return ParseFilterBlock(line);
            case "break" or "continue":
                if (_loops == 0)
                    throw Fault($"\"{name.Value}\" stands outside a loop", line);
                ExpectBlockEnd();
                return new JumpNode(line, name.Value == "break" ? Flow.Break : Flow.Continue);
            default:
                throw Fault($"there is no statement \"{name.Value}\"", line);
        }
    }

    private IfNode ParseIf(int line)
    {
        var branches = new List<(ExpressionNode, BlockNode)>();
        do
        {
            var condition = ParseExpression();
            ExpectBlockEnd();
            branches.Add((condition, ParseBlock()));
        }
        while (TakeTag("elif"));

        var otherwise = ParseElse();
        ExpectTag("endif", line);
        return new IfNode(line, branches, otherwise);
    }

    private BlockNode? ParseElse()
    {
        if (!TakeTag("else"))
            return null;
        ExpectBlockEnd();
        return ParseBlock();
    }

    private ForNode ParseFor(int line)
    {
        var (targets, unpacks) = ParseTargets();
        if (!TakeName("in"))
            throw Fault("a loop needs \"in\" after its variables", Current.Line);
        var items = ParseExpression();
        ExpectBlockEnd();
        _loops++;
        var body = ParseBlock();
        _loops--;
        var otherwise = ParseElse();
        ExpectTag("endfor", line);
        return items is ConditionalNode { HasElse: false } select
            ? new ForNode(line, targets, unpacks, select.Value, select.Condition, body, otherwise)
            : new ForNode(line, targets, unpacks, items, filter: null, body, otherwise);
    }

    private StatementNode ParseSet(int line)
    {
        if (tokens[_at + 1].IsSymbol(".") || tokens[_at + 1].IsSymbol("["))
        {
            if (ParsePostfix() is not AttributeNode target)
                throw Fault("only names and attributes can be set", line);
            var (value, body) = ParseAssigned(line);
            return new SetAttributeNode(line, target, value, body);
        }
        else
        {
            var (targets, unpacks) = ParseTargets();
            var (value, body) = ParseAssigned(line);
            return new SetNode(line, targets, unpacks, value, body);
        }
    }

    private (ExpressionNode? Value, BlockNode? Body) ParseAssigned(int line)
    {
        if (TakeSymbol("="))
        {
            var value = ParseSequence();
            ExpectBlockEnd();
            return (value, null);
        }

        ExpectBlockEnd();
        var body = ParseBlock();
        ExpectTag("endset", line);
        return (null, body);
    }

    /// <summary>One name, or several with commas between them, with or without parentheses around them.</summary>
    private (List<string> Names, bool Unpacks) ParseTargets()
    {
        var parenthesized = TakeSymbol("(");
        var names = new List<string> { ParseTarget() };
        var unpacks = false;
        while (TakeSymbol(","))
        {
            unpacks = true;
            names.Add(ParseTarget());
        }

        if (parenthesized)
            ExpectSymbol(")");
        return (names, unpacks);
    }

    private string ParseTarget()
    {
        var name = ExpectName("a variable");
        foreach (var macro in _macros)
            macro.Declare(name);
        return name;
    }

    private MacroNode ParseMacro(int line)
    {
        var name = ExpectName("the macro");
        var parameters = ParseParameters();
        var definition = ParseMacroBody(parameters, "endmacro", line);
        return new MacroNode(line, name, definition);
    }

    private CallBlockNode ParseCallBlock(int line)
    {
        var parameters = Current.IsSymbol("(") ? ParseParameters() : [];
        if (ParsePostfix() is not CallNode { Callee: NameNode } call)
            throw Fault("a call block must call a macro by its name", line);
        return new CallBlockNode(line, call, ParseMacroBody(parameters, "endcall", line));
    }

    private MacroDefinition ParseMacroBody(List<MacroParameter> parameters, string end, int line)
    {
        ExpectBlockEnd();
        var names = new SpecialNames();
        foreach (var parameter in parameters)
            names.Declare(parameter.Name);
        _macros.Add(names);
        // A jump in a macro cannot end a loop of its caller.
        var loops = _loops;
        _loops = 0;
        var body = ParseBlock();
        _loops = loops;
        _macros.RemoveAt(_macros.Count - 1);
        ExpectTag(end, line);
        return new MacroDefinition(parameters, body, names.ReadsNamed, names.ReadsPositional);
    }

    private List<MacroParameter> ParseParameters()
    {
        ExpectSymbol("(");
        var parameters = new List<MacroParameter>();
        while (!TakeSymbol(")"))
        {
            var name = ParseTarget();
            if (parameters.Exists(parameter => parameter.Name == name))
                throw Fault($"the parameter \"{name}\" is declared twice", Current.Line);
            var value = TakeSymbol("=") ? ParseExpression() : null;
            if (value is null && parameters.Exists(parameter => parameter.Default is not null))
                throw Fault($"the parameter \"{name}\" needs a default, since one before it has one", Current.Line);
            parameters.Add(new MacroParameter(name, value));
            if (!TakeSymbol(",") && !Current.IsSymbol(")"))
                throw Unexpected();
        }

        return parameters;
    }

    private FilterBlockNode ParseFilterBlock(int line)
    {
        ExpressionNode filters = new CapturedNode(line);
        do
        {
            filters = ParseFilter(filters);
        }
        while (TakeSymbol("|"));
        ExpectBlockEnd();
        var body = ParseBlock();
        ExpectTag("endfilter", line);
        return new FilterBlockNode(line, filters, body);
    }
}
