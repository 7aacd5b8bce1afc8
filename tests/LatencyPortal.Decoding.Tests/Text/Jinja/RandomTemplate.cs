using CsCheck;

namespace LatencyPortal.Decoding.Tests.Text.Jinja;

/// <summary>Templates of the grammar, most of them well formed, few of them sensible.</summary>
internal static class RandomTemplate
{
    private static readonly Gen<string> Atom = AnyOf(
        "messages", "tools", "missing", "ns", "loop", "x", "y", "caller", "kwargs", "none", "true", "false", "0", "1", "-3", "2.5",
        "9223372036854775807", "''", "'a b'", "\"\\n\\u00e9\"", "'a' 'b'", "[]", "{}", "()", "[1, 2]", "{'a': 1}", "range(5)", "dict(a=1)",
        "namespace(q=1)", "m", "raise_exception", "strftime_now('%Y %q %')", "range");

    private static readonly Gen<string> Operator = AnyOf(
        "+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">", "<=", ">=", "and", "or", "in", "not in", "if", ",", "is", "|");

    private static readonly Gen<string> Name = AnyOf(
        "abs", "bool", "capitalize", "count", "d", "default", "dictsort", "escape", "first", "float", "indent", "int", "items", "join",
        "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select",
        "selectattr", "sort", "string", "sum", "title", "tojson", "trim", "unique", "upper", "split", "strip", "startswith", "find",
        "get", "keys", "values", "removeprefix", "splitlines", "isdigit", "eq", "in", "divisibleby", "defined", "none", "odd", "role",
        "content", "0", "zz");

    private static readonly Gen<string> Space = AnyOf("", "", " ", "\n", "  \n\t", "text", "-}\n", "{", "%}", "#}", "\r\n");

    private static readonly Gen<string> Dash = AnyOf("", "", "-");

    public static Gen<string> AnyOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    public static Gen<string> Expression(int depth)
    {
        if (depth == 0)
            return Atom;
        var inner = Expression(depth - 1);
        return Gen.Frequency(
            (3, Atom),
            (3, Gen.Select(inner, Operator, inner, (a, symbol, b) => $"{a} {symbol} {b}")),
            (3, Gen.Select(inner, Name, (a, name) => $"{a} | {name}")),
            (2, Gen.Select(inner, Name, inner, inner, (a, name, b, c) => $"({a}) | {name}({b}, {c})")),
            (1, Gen.Select(inner, Name, (a, name) => $"{a} is {name}")),
            (1, Gen.Select(inner, Name, inner, (a, name, b) => $"({a}) is not {name}({b})")),
            (2, Gen.Select(inner, Name, inner, (a, name, b) => $"({a}).{name}({b})")),
            (1, Gen.Select(inner, Name, (a, name) => $"({a}).{name}")),
            (1, Gen.Select(inner, inner, (a, b) => $"({a})[{b}]")),
            (1, Gen.Select(inner, inner, inner, (a, b, c) => $"({a})[{b}:{c}:-1]")),
            (1, Gen.Select(inner, inner, inner, (a, b, c) => $"({a} if {b} else {c})")),
            (1, inner.Select(a => $"not {a}")),
            (1, inner.Select(a => $"-{a}")),
            (1, Gen.Select(inner, inner, (a, b) => $"[{a}, {b}]")),
            (1, Gen.Select(inner, inner, (a, b) => $"{{'k': {a}, 'role': {b}}}")),
            (1, Gen.Select(inner, inner, (a, b) => $"m({a}, b={b})")),
            (1, inner.Select(a => $"m(*{a}, **{a})")));
    }

    public static Gen<string> Block(int depth)
    {
        var expression = Expression(2);
        var print = Gen.Select(Space, Dash, expression, (space, dash, value) => $"{space}{{{{{dash} {value} {dash}}}}}");
        if (depth == 0)
            return print;
        var inner = Block(depth - 1).Array[0, 3].Select(string.Concat);
        return Gen.Frequency(
            (3, print),
            (1, Gen.Select(expression, inner, inner, (a, body, other) => $"{{% if {a} %}}{body}{{% else %}}{other}{{% endif %}}")),
            (1, Gen.Select(expression, inner, (a, body) => $"{{%- if {a} -%}}{body}{{% elif {a} %}}{body}{{% endif %}}")),
            (2, Gen.Select(expression, inner, (a, body) => $"{{% for x in {a} %}}{body}{{% endfor %}}")),
            (1, Gen.Select(expression, expression, inner, (a, b, body) => $"{{% for x, y in {a} if {b} %}}{body}{{% continue %}}{{% else %}}{body}{{% endfor %}}")),
            (1, expression.Select(a => $"{{% set x = {a} %}}")),
            (1, expression.Select(a => $"{{% set ns.q = {a} %}}")),
            (1, inner.Select(body => $"{{% set y %}}{body}{{% endset %}}")),
            (1, Gen.Select(expression, inner, (a, body) => $"{{% macro m(a, b={a}) %}}{body}{{% endmacro %}}")),
            (1, Gen.Select(expression, inner, (a, body) => $"{{% call(y) m({a}) %}}{body}{{% endcall %}}")),
            (1, Gen.Select(Name, inner, (name, body) => $"{{% filter {name} %}}{body}{{% endfilter %}}")),
            (1, Gen.Select(Dash, inner, (dash, body) => $"{{%{dash} generation %}}{body}{{% endgeneration {dash}%}}")),
            (1, Gen.Select(Dash, Space, (dash, space) => $"{{#{dash} {space} {dash}#}}")));
    }
}
