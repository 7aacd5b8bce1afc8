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
        folder.Write("corpus/dev.json", """
            {"entries": {"ttft": ["first token wait", "ttft dev"], "tpot": ["pace of tokens", "tpot dev"]},
             "outOfScope": ["cake", "moon"], "followUps": ["a", "b"], "smallTalk": {"hi": ["v", "w"]}}
            """);
        folder.Write("corpus/test.json", """
            {"entries": {"ttft": ["ttft one", "ttft two", "ttft three"], "tpot": ["tpot one", "tpot two", "tpot three"]},
             "outOfScope": ["hamlet", "pi", "rain"], "followUps": ["go on", "and then", "more please"],
             "smallTalk": {"hi": ["x", "y", "z"]}}
            """);
        folder.Write("corpus/small-talk.json", """{"intents": [{"id": "hi", "answers": ["Hello!"], "questions": ["hi"]}]}""");
        folder.Write("corpus/refusals.json", """["No way!", "Never!"]""");
        return Path.Combine(folder.Path, "corpus");
    }
}
