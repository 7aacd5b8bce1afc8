using TextMateSharp.Grammars;
using TextMateSharp.Registry;

namespace LatencyPortal.Chat.CodeColours;

/// <summary>Finds the grammar for the name that stands behind a code fence. Not for several threads at a time.</summary>
internal sealed class CodeGrammars
{
    private readonly RegistryOptions _options = new(ThemeName.LightPlus);
    private readonly Registry _registry;
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);

    public CodeGrammars()
    {
        _registry = new Registry(_options);
        foreach (var language in _options.GetAvailableLanguages())
        {
            _ids.TryAdd(language.Id, language.Id);
            foreach (var alias in language.Aliases ?? [])
                _ids.TryAdd(alias, language.Id);
            foreach (var extension in language.Extensions ?? [])
                _ids.TryAdd(extension.TrimStart('.'), language.Id);
        }
    }

    /// <summary>The grammar, or null for a name that nobody knows.</summary>
    /// <param name="language">A name, an alias or a file's extension, in any case.</param>
    public IGrammar? Find(string language) =>
        _ids.TryGetValue(language, out var id) && _options.GetScopeByLanguageId(id) is { } scope ? _registry.LoadGrammar(scope) : null;
}
