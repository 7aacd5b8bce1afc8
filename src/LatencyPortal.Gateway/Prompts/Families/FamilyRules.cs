using System.Globalization;

namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>What has to hold for every family.</summary>
internal static class FamilyRules
{
    private const int MostLifetimes = 2;

    /// <summary>The first fault as <c>field: sentence</c>; <see langword="null"/> when there is none.</summary>
    public static string? FaultOf(ModelFamily family) =>
        OfNames(family) ?? OfSources(family.Sources) ?? OfFigures(family) ?? OfLifetimes(family) ?? OfMatches(family) ?? OfMechanism(family);

    private static string? OfNames(ModelFamily family)
    {
        if (family.Id.Length == 0 || !family.Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
            return "id: small letters, digits, points and hyphens only";
        return family.Name.Trim().Length == 0 ? "name: is empty" : family.Checked == default ? "checked: is no date" : null;
    }

    private static string? OfSources(IReadOnlyList<FamilySource> sources)
    {
        if (sources.Count == 0)
            return "sources: at least one is needed";
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            if (source.Title.Trim().Length == 0)
                return $"sources[{i}].title: is empty";
            if (source.States.Trim().Length == 0)
                return $"sources[{i}].states: is empty";
            if (source.Url is null == string.IsNullOrWhiteSpace(source.File))
                return $"sources[{i}].url: either an address or a file is needed";
            if (source.Url is not null && !(Uri.TryCreate(source.Url, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps))
                return $"sources[{i}].url: has to begin with https://";
            if (!DateOnly.TryParseExact(source.Read, ["yyyy-MM-dd", "yyyy-MM"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                return $"sources[{i}].read: has to be a date such as 2026-11-29 or 2026-11";
        }

        return null;
    }

    private static string? OfFigures(ModelFamily family) =>
        Below(family.MinimumTokens, 0, "minimumTokens")
        ?? Below(family.GranularityTokens, 1, "granularityTokens")
        ?? Below(family.MostBreakpoints, 1, "mostBreakpoints")
        ?? Below(family.MostReadBreakpoints, 1, "mostReadBreakpoints")
        ?? Below(family.LookBackBlocks, 0, "lookBackBlocks")
        ?? Below(family.CapacityTokens, 1, "capacityTokens")
        ?? OutOf(family.ReadMultiple, 1, "readMultiple")
        ?? (family.InputPricePerMillion < 0 ? "inputPricePerMillion: is negative" : null);

    private static string? OfLifetimes(ModelFamily family)
    {
        if (family.Lifetimes.Count > MostLifetimes)
            return $"lifetimes: at most {MostLifetimes}";
        for (var i = 0; i < family.Lifetimes.Count; i++)
        {
            var lifetime = family.Lifetimes[i];
            var fault = (lifetime.Name.Trim().Length == 0 ? "name: is empty" : null)
                ?? Below(lifetime.Seconds, 1, "seconds")
                ?? Below(lifetime.MostSeconds, 1, "mostSeconds")
                ?? OutOf(lifetime.WriteMultiple, 100, "writeMultiple");
            if (fault is not null)
                return $"lifetimes[{i}].{fault}";
        }

        return null;
    }

    private static string? OfMatches(ModelFamily family)
    {
        for (var i = 0; i < family.Variants.Count; i++)
        {
            var variant = family.Variants[i];
            var fault = (variant.Models.Count == 0 ? "models: at least one is needed" : null)
                ?? Below(variant.MinimumTokens, 0, "minimumTokens")
                ?? OutOf(variant.ReadMultiple, 1, "readMultiple")
                ?? (variant.InputPricePerMillion < 0 ? "inputPricePerMillion: is negative" : null);
            if (fault is not null)
                return $"variants[{i}].{fault}";
        }

        for (var i = 0; i < family.Applies.Count; i++)
        {
            var unknown = family.Applies[i].Presets.FirstOrDefault(preset => !Providers.ProviderPresets.All.Any(known => known.Name == preset));
            if (unknown is not null)
                return $"applies[{i}].presets: {unknown} is no preset";
        }

        return null;
    }

    private static string? OfMechanism(ModelFamily family) => family.Mechanism switch
    {
        CacheMechanism.BreakpointsWithLookBack when family.LookBackBlocks is null => "lookBackBlocks: this mechanism needs it",
        CacheMechanism.BreakpointsWithLookBack or CacheMechanism.ExactBreakpoints or CacheMechanism.NamedObject when family.MostBreakpoints is null =>
            "mostBreakpoints: this mechanism needs it",
        CacheMechanism.BlockChain when family.GranularityTokens is null => "granularityTokens: this mechanism needs the size of its blocks",
        _ => null,
    };

    private static string? Below(int? value, int least, string field) =>
        value < least ? $"{field}: {value} is below {least}" : null;

    private static string? OutOf(double? value, double most, string field) =>
        value is { } known && !(known >= 0 && known <= most) ? $"{field}: {known} is not between 0 and {most}" : null;
}
