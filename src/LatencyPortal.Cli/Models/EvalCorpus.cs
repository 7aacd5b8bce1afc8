using System.Text.Json;
using LatencyPortal.Gateway.Grounding;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Cli.Models;

/// <summary>The held-out part of a training corpus; its form is described in models/training/README.md.</summary>
internal sealed class EvalCorpus
{
    private const double DevShare = 0.4;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Held-out phrasings by entry id.</summary>
    public required IReadOnlyDictionary<string, string[]> Questions { get; init; }

    public required IReadOnlyList<string> OutOfScope { get; init; }

    public required IReadOnlyList<string> FollowUps { get; init; }

    public required IReadOnlyList<SmallTalkIntent> SmallTalk { get; init; }

    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>Reads a corpus folder.</summary>
    /// <exception cref="CliException">A file is missing or damaged; the message names it.</exception>
    public static EvalCorpus Load(string folder)
    {
        var heldOut = Path.Combine(folder, "heldout");
        if (!Directory.Exists(heldOut))
            throw new CliException($"{folder} is no corpus: it has no folder named heldout. Name one with --corpus FOLDER.");
        return new EvalCorpus
        {
            Questions = Directory.GetFiles(heldOut, "*.json").Order(StringComparer.Ordinal)
                .SelectMany(Read<Dictionary<string, string[]>>)
                .GroupBy(entry => entry.Key)
                .ToDictionary(group => group.Key, group => group.SelectMany(entry => entry.Value).ToArray()),
            OutOfScope = Read<string[]>(Path.Combine(folder, "out-of-scope.heldout.json")),
            FollowUps = Read<string[]>(Path.Combine(folder, "follow-ups.heldout.json")),
            SmallTalk = Read<SmallTalkFile>(Path.Combine(folder, "small-talk.json")).Intents,
            Refusals = Read<string[]>(Path.Combine(folder, "refusals.json")),
        };
    }

    /// <summary>All questions of a set.</summary>
    /// <param name="set">Test or dev.</param>
    /// <param name="find">Finds the help entry with an id.</param>
    /// <exception cref="CliException">A phrasing belongs to an entry that the model does not have.</exception>
    public IReadOnlyList<EvalCase> Cases(EvalSet set, Func<string, HelpEntry?> find)
    {
        var cases = new List<EvalCase>();
        var followUps = Split(FollowUps, set);
        var asked = 0;
        foreach (var (id, phrasings) in Questions)
        {
            var entry = find(id) ?? throw new CliException($"The corpus asks for the help entry {id}, which the model's help.json does not have.");
            var questions = Split(phrasings, set);
            cases.AddRange(questions.Select(question => new EvalCase(EvalKind.InScope, id, [], question, [entry.Answer])));
            if (questions.Count == 0 || followUps.Count == 0)
                continue;
            ChatMessage[] history =
            [
                new(ChatRole.User, questions[^1]),
                new(ChatRole.Assistant, $"[{entry.Title}](/help/{id})\n\n{entry.Answer}"),
            ];
            cases.Add(new EvalCase(EvalKind.FollowUp, id, history, followUps[asked++ % followUps.Count], [entry.More]));
        }

        cases.AddRange(Split(OutOfScope, set).Select(question => new EvalCase(EvalKind.OutOfScope, null, [], question, Refusals)));
        cases.AddRange(SmallTalk.SelectMany(intent => Split(intent.HeldOut, set)
            .Select(question => new EvalCase(EvalKind.SmallTalk, null, [], question, intent.Answers))));
        return cases;
    }

    /// <summary>The dev part of held-out texts (the first 40 %) or the test part (the rest): 2 and 3 of 5.</summary>
    internal static IReadOnlyList<string> Split(IReadOnlyList<string> texts, EvalSet set)
    {
        var cut = (int)Math.Round(texts.Count * DevShare);
        return set == EvalSet.Dev ? [.. texts.Take(cut)] : [.. texts.Skip(cut)];
    }

    private static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json) ?? throw new CliException($"{path} is empty.");
        }
        catch (JsonException e)
        {
            throw new CliException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
