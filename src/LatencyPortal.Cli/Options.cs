using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace LatencyPortal.Cli;

/// <summary>Options that say clearly what they do not accept.</summary>
internal static class Options
{
    /// <summary>The folder of the model that answers.</summary>
    public static Option<string?> Model() => new("--model")
    {
        Description = "Model folder in the layout of onnxruntime-genai or Hugging Face; models/portal-assistant, found upward from here, when left out.",
        HelpName = "FOLDER",
    };

    /// <summary>A number with bounds, and a default.</summary>
    public static Option<T> Number<T>(string name, string description, T value, T least, T most)
        where T : struct, INumber<T> =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => value,
            CustomParser = result => Parse(name, result.Tokens[0].Value, least, most, result.AddError),
        };

    /// <summary>A number with bounds that may be left out.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string description, T least, T most)
        where T : struct, INumber<T> =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => Parse(name, result.Tokens[0].Value, least, most, result.AddError),
        };

    /// <summary>One of a few words; may be left out.</summary>
    public static Option<string?> OneOf(string name, string description, IReadOnlyList<string> words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (!words.Contains(word, StringComparer.Ordinal))
                result.AddError($"{name} takes one of {string.Join(", ", words)}, not '{word}'.");
            return word;
        },
    };

    private static T Parse<T>(string name, string text, T least, T most, Action<string> refuse)
        where T : struct, INumber<T>
    {
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        refuse($"{name} takes a number from {least} to {most}, not '{text}'.");
        return least;
    }
}
