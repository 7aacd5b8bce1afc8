using System.Text;
using LatencyPortal.Decoding.Text.Jinja.Library;
using LatencyPortal.Decoding.Text.Jinja.Nodes;
using LatencyPortal.Decoding.Text.Jinja.Syntax;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja;

/// <summary>
/// A template in the subset of Jinja that chat templates of Hugging Face models use, read with
/// <c>trim_blocks</c> and <c>lstrip_blocks</c> as they expect. What the npm package
/// <c>@huggingface/jinja</c> renders, this renders to the same characters, also where it departs
/// from Jinja2; filters, tests and methods that it lacks do what Jinja2 does. Known differences:
/// <list type="bullet">
/// <item>Integers are 64-bit and exact; a larger one, and a division by zero, is an error.</item>
/// <item>A mapping or a function is never turned into text by <c>~</c>, <c>+</c> or <c>join</c>.</item>
/// <item>Tuples are lists. A comma between arguments or list items is not optional.</item>
/// <item>Keys of mappings made from JSON keep their order, numbers included.</item>
/// <item><c>break</c> outside a loop is an error of syntax.</item>
/// </list>
/// Templates see values only, never .NET objects. Rendering is thread safe: a template holds no state.
/// </summary>
internal sealed class JinjaTemplate
{
    private readonly BlockNode _body;
    private readonly JinjaOptions _options;

    private readonly HashSet<string> _variables;
    private readonly HashSet<string> _words;

    private JinjaTemplate(BlockNode body, List<Token> tokens, JinjaOptions options)
    {
        _body = body;
        _options = options;
        _words = [.. tokens.Where(token => token.Kind is TokenKind.Name or TokenKind.String).Select(token => token.Value)];
        _variables = [.. tokens.Where((token, i) => token.Kind == TokenKind.Name && !IsDot(tokens, i - 1)).Select(token => token.Value)];
    }

    /// <exception cref="JinjaException">The template is not well formed, or too long or too deeply nested.</exception>
    public static JinjaTemplate Parse(string source, JinjaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var tokens = Lexer.Read(TemplateSource.Prepare(source));
        return new JinjaTemplate(new Parser(tokens).ParseTemplate(), tokens, options ?? JinjaOptions.Default);
    }

    /// <summary>The template may look at a variable of this name; if not, giving it changes nothing.</summary>
    public bool ReadsVariable(string name) => _variables.Contains(name);

    /// <summary>The template has the word as a name or as a string, and so may look at an entry of this name.</summary>
    public bool Mentions(string word) => _words.Contains(word);

    /// <summary>Renders with the variables by name; the templates' own names, such as <c>range</c>, cannot be among them.</summary>
    /// <exception cref="JinjaException">The template cannot be rendered with these variables, or only beyond the budgets.</exception>
    public string Render(IReadOnlyDictionary<string, JinjaValue> variables, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var run = new RenderRun(_options, cancellationToken);
        var scope = new Scope(parent: null);
        foreach (var (name, value) in Globals.Values)
            scope.Set(name, value);
        foreach (var (name, value) in variables)
        {
            if (Globals.Values.ContainsKey(name))
                throw run.Fault($"the variable name \"{name}\" is taken by the template language");
            scope.Set(name, value);
        }

        var output = new StringBuilder();
        _body.Execute(run, scope, output);
        return output.ToString();
    }

    private static bool IsDot(List<Token> tokens, int at) => at >= 0 && tokens[at] is { Kind: TokenKind.Symbol, Value: "." };
}
