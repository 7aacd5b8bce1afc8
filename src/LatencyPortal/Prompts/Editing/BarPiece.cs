using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>A run of the example prompt that comes from one segment and is shared by the same.</summary>
/// <param name="Segment">Id of the segment; <see langword="null"/> for what has none.</param>
/// <param name="Band">Who shares it.</param>
/// <param name="From">Tokens in front of it.</param>
/// <param name="Tokens">Its tokens.</param>
public sealed record BarPiece(string? Segment, PromptBand Band, int From, int Tokens)
{
    /// <summary>Who shares a text that changes so often.</summary>
    public static PromptBand BandOf(ChangeRate rate) => rate switch
    {
        ChangeRate.Request => PromptBand.Request,
        ChangeRate.User or ChangeRate.Conversation => PromptBand.Conversation,
        _ => PromptBand.Shared,
    };

    /// <summary>The pieces of a prompt in reading order.</summary>
    public static IReadOnlyList<BarPiece> Of(IEnumerable<AnalyzedPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var pieces = new List<BarPiece>();
        foreach (var part in parts.Where(part => part.Tokens > 0))
        {
            var band = BandOf(part.Rate);
            var last = pieces.Count == 0 ? null : pieces[^1];
            if (last is not null && last.Segment == part.Part.Segment && last.Band == band)
                pieces[^1] = last with { Tokens = last.Tokens + part.Tokens };
            else
                pieces.Add(new BarPiece(part.Part.Segment, band, last is null ? 0 : last.From + last.Tokens, part.Tokens));
        }

        return pieces;
    }
}
