using System.Text.Json;
using LatencyPortal.Gateway.Grounding;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Cli.Models;

/// <summary>The held-out part of a training corpus; its form is described in models/training/README.md.</summary>
internal sealed class EvalCorpus
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HeldOutFile _heldOut;
    private readonly Dictionary<string, string[]> _smallTalkAnswers;

    private EvalCorpus(HeldOutFile heldOut, Dictionary<string, string[]> smallTalkAnswers, IReadOnlyList<string> refusals)
    {
        _heldOut = heldOut;
        _smallTalkAnswers = smallTalkAnswers;
        Refusals = refusals;
    }

    /// <summary>What the model says to questions beyond it.</summary>
    public IReadOnlyList<string> Refusals { get; }

    /// <summary>Reads one set of a corpus folder.</summary>
    /// <exception cref="CliException">A file is missing or damaged; the message names it.</exception>
    public static EvalCorpus Load(string folder, EvalSet set)
    {
        var file = Path.Combine(folder, set == EvalSet.Dev ? "dev.json" : "test.json");
        if (!File.Exists(file))
            throw new CliException($"{folder} is no corpus: it has no {Path.GetFileName(file)}. Name one with --corpus FOLDER.");
        return new EvalCorpus(
            Read<HeldOutFile>(file),
            Read<SmallTalkFile>(Path.Combine(folder, "small-talk.json")).Intents.ToDictionary(intent => intent.Id, intent => intent.Answers),
            Read<string[]>(Path.Combine(folder, "refusals.json")));
    }

    /// <summary>All questions of the set.</summary>
    /// <param name="find">Finds the help entry with an id.</param>
    /// <exception cref="CliException">A question belongs to an entry that the model does not have, or to unknown small talk.</exception>
    public IReadOnlyList<EvalCase> Cases(Func<string, HelpEntry?> find)
    {
        var cases = new List<EvalCase>();
        var asked = 0;
        foreach (var (id, questions) in _heldOut.Entries)
        {
            var entry = find(id) ?? throw new CliException($"The corpus asks for the help entry {id}, which the model's help.json does not have.");
            cases.AddRange(questions.Select(question => new EvalCase(EvalKind.InScope, id, [], question, [entry.Answer])));
            if (questions.Length == 0 || _heldOut.FollowUps.Count == 0)
                continue;
            ChatMessage[] history =
            [
                new(ChatRole.User, questions[^1]),
                new(ChatRole.Assistant, $"[{entry.Title}](/help/{id})\n\n{entry.Answer}"),
            ];
            cases.Add(new EvalCase(EvalKind.FollowUp, id, history, _heldOut.FollowUps[asked++ % _heldOut.FollowUps.Count], [entry.More]));
        }

        cases.AddRange(_heldOut.OutOfScope.Select(question => new EvalCase(EvalKind.OutOfScope, null, [], question, Refusals)));
        foreach (var (id, questions) in _heldOut.SmallTalk)
        {
            var answers = _smallTalkAnswers.GetValueOrDefault(id) ?? throw new CliException($"The corpus asks for the small talk {id}, which small-talk.json does not have.");
            cases.AddRange(questions.Select(question => new EvalCase(EvalKind.SmallTalk, null, [], question, answers)));
        }

        return cases;
    }

    private static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json) ?? throw new CliException($"{path} is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
