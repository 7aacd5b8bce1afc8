using LatencyPortal.Gateway.Providers;

namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>All families: those that come with the portal, and those of an operator's folder, which take their place. Immutable.</summary>
public sealed class FamilyCatalogue
{
    private const string Resources = "families/";
    private const string OwnDecoder = "portal-decoder";

    private readonly Dictionary<string, ModelFamily> _byId;

    private FamilyCatalogue(IReadOnlyList<ModelFamily> families, IReadOnlyList<string> problems)
    {
        (Families, Problems) = (families, problems);
        _byId = families.ToDictionary(family => family.Id, StringComparer.Ordinal);
    }

    /// <summary>All families, by name.</summary>
    public IReadOnlyList<ModelFamily> Families { get; }

    /// <summary>What of the operator's folder could not be used, a sentence each, with file and field; the portal's own figures stand instead.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The rule of models inside the portal.</summary>
    public ModelFamily Local => _byId[OwnDecoder];

    /// <summary>Reads all families.</summary>
    /// <param name="folder">Folder of the operator whose <c>*.json</c> come on top, a file replacing the family of its id; need not exist.</param>
    public static FamilyCatalogue Load(string? folder = null)
    {
        var own = Embedded().ToDictionary(file => file.Name, file => FamilyReader.Read(file.Name, file.Json), StringComparer.Ordinal);
        var families = new Dictionary<string, ModelFamily>(StringComparer.Ordinal);
        foreach (var (file, family) in own)
        {
            if (!families.TryAdd(family.Id, family))
                throw new FamilyFileException(file, $"id: {family.Id} stands in another file too");
        }

        var problems = new List<string>();
        foreach (var family in folder is null ? [] : FromFolder(folder, problems))
            families[family.Id] = family;
        return new FamilyCatalogue([.. families.Values.OrderBy(family => family.Name, StringComparer.OrdinalIgnoreCase)], problems);
    }

    /// <summary>The family of an id, if there is one.</summary>
    public ModelFamily? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// The family of a model with the figures of that model; <see langword="null"/> when nobody knows its rule. A match that names the
    /// preset counts more than one by the model's name, and a longer pattern more than a shorter one.
    /// </summary>
    /// <param name="provider">The wire format.</param>
    /// <param name="preset">Name of the preset; <see langword="null"/> for another server.</param>
    /// <param name="model">Name of the model as the endpoint knows it.</param>
    public ModelFamily? For(ProviderKind provider, string? preset, string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelFamily? best = null;
        int? most = null;
        foreach (var family in Families)
        {
            foreach (var match in family.Applies)
            {
                if (match.Rank(provider, preset, model) is { } rank && !(rank <= most))
                    (best, most) = (family, rank);
            }
        }

        return best?.Of(model);
    }

    /// <summary>As <see cref="For(ProviderKind, string?, string)"/>; the preset follows from the address.</summary>
    public ModelFamily? For(EndpointConfig endpoint, string model)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return For(endpoint.Provider, PresetOf(endpoint.Provider, endpoint.BaseUrl), model);
    }

    /// <summary>
    /// Name of the preset that an address belongs to: hosted ones by their host, servers of one's own by their default port.
    /// <see langword="null"/> when it is none of them.
    /// </summary>
    public static string? PresetOf(ProviderKind provider, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        foreach (var preset in ProviderPresets.All.Where(preset => preset.Kind == provider))
        {
            // What stands in angle brackets only the operator knows.
            var known = preset.BaseUrl.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal);
            var isOne = Uri.TryCreate(known, UriKind.Absolute, out var url) && (url.IsLoopback
                ? address.Port == url.Port && address.Scheme == url.Scheme
                : string.Equals(HostOf(address), HostOf(url), StringComparison.OrdinalIgnoreCase));
            if (isOne)
                return preset.Name;
        }

        return null;
    }

    private static string HostOf(Uri address) => address.Host switch
    {
        var host when host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase) => "openai.azure.com",
        _ when BedrockModelList.IsOfAws(address) => "bedrock-runtime.amazonaws.com",
        var host => host,
    };

    private static IEnumerable<(string Name, string Json)> Embedded()
    {
        var assembly = typeof(FamilyCatalogue).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    private static List<ModelFamily> FromFolder(string folder, List<string> problems)
    {
        var families = new List<ModelFamily>();
        try
        {
            if (!Directory.Exists(folder))
                return families;
            foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                try
                {
                    families.Add(FamilyReader.Read(file, File.ReadAllText(file)));
                }
                catch (FamilyFileException e)
                {
                    problems.Add(e.Message);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{folder}: {e.Message}");
        }

        return families;
    }
}
