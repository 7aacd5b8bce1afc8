namespace LatencyPortal.Cli.Tests.Models;

/// <summary>A made-up corpus of two entries, in the form of the real one.</summary>
internal static class TinyCorpus
{
    public const string Help = """
        [
          {"id": "ttft", "title": "TTFT", "category": "metrics", "answer": "It is the wait.", "more": "Keep prompts short.",
           "details": "x", "questions": ["what is ttft", "how long until the first token"]},
          {"id": "tpot", "title": "TPOT", "category": "metrics", "answer": "It is the pace.", "more": "Use a small model.",
           "details": "x", "questions": ["what is tpot", "how fast do tokens follow"]}
        ]
        """;

    public static string WriteTo(TempFolder folder)
    {
        folder.Write("corpus/heldout/metrics.json", """
            {"ttft": ["first token wait", "ttft dev", "ttft one", "ttft two", "ttft three"],
             "tpot": ["pace of tokens", "tpot dev", "tpot one", "tpot two", "tpot three"]}
            """);
        folder.Write("corpus/out-of-scope.heldout.json", """["cake", "moon", "hamlet", "pi", "rain"]""");
        folder.Write("corpus/follow-ups.heldout.json", """["a", "b", "go on", "and then", "more please"]""");
        folder.Write("corpus/small-talk.json", """
            {"intents": [{"id": "hi", "answers": ["Hello!"], "questions": ["hi"], "heldout": ["v", "w", "x", "y", "z"]}]}
            """);
        folder.Write("corpus/refusals.json", """["No way!", "Never!"]""");
        return Path.Combine(folder.Path, "corpus");
    }
}
