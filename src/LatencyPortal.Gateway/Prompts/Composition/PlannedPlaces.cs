using LatencyPortal.Gateway.Prompts.Replay;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>Finds the places of a plan in a composed prompt.</summary>
internal static class PlannedPlaces
{
    /// <summary>The places that the prompt has, in the order in which a model reads, each once.</summary>
    public static IReadOnlyList<PlannedPlace> Of(ComposedPrompt prompt, CachePlan plan)
    {
        var places = new List<PlannedPlace>();
        foreach (var marker in plan.Markers)
        {
            if (Find(prompt, marker) is { } place && !places.Exists(known => (known.Message, known.End) == (place.Message, place.End)))
                places.Add(place);
        }

        places.Sort((one, other) => (one.Message, one.End).CompareTo((other.Message, other.End)));
        return places;
    }

    private static PlannedPlace? Find(ComposedPrompt prompt, PlannedMarker marker)
    {
        var last = prompt.Messages.Count - 1;
        int? message = marker.Place switch
        {
            OutlinePlace.Tools => prompt.Tools is null ? null : PromptPart.Tools,
            OutlinePlace.System or OutlinePlace.Own => prompt.Messages is [{ Role.Value: "system" }, ..] ? 0 : null,
            OutlinePlace.Examples => Turns(prompt).LastOrDefault(turn => turn.IsExample).Message,
            OutlinePlace.History => Turns(prompt).LastOrDefault(turn => !turn.IsExample).Message,
            _ => last,
        };
        return message switch
        {
            null => null,
            PromptPart.Tools => new PlannedPlace(PromptPart.Tools, 0, marker.Lifetime),
            { } at when marker.Segment is { } segment => EndOf(prompt, at, segment) is { } end ? new PlannedPlace(at, end, marker.Lifetime) : null,
            { } at => prompt.Messages[at].Text.Length is > 0 and var length ? new PlannedPlace(at, length, marker.Lifetime) : null,
        };
    }

    /// <summary>The turns between the system message and the last message: those of the template are made of a segment.</summary>
    private static IEnumerable<(int? Message, bool IsExample)> Turns(ComposedPrompt prompt)
    {
        for (var i = prompt.Messages[0].Role == ChatRole.System ? 1 : 0; i < prompt.Messages.Count - 1; i++)
            yield return (i, prompt.Parts.Any(part => part.Message == i && part.Segment is not null));
    }

    private static int? EndOf(ComposedPrompt prompt, int message, string segment)
    {
        var (end, at) = ((int?)null, 0);
        foreach (var part in prompt.Parts)
        {
            if (part.Message != message)
                continue;
            at += part.Text.Length;
            if (part.Segment == segment && part.Text.Length > 0)
                end = at;
        }

        return end;
    }
}
