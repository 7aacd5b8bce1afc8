namespace LatencyPortal.Settings;

/// <summary>Picks the model that a test asks when nobody chose one: one that chats, and a small one where names tell, for it costs least.</summary>
internal static class TrialModel
{
    private static readonly string[] NoChat =
        ["embed", "whisper", "tts", "dall-e", "image", "moderation", "rerank", "audio", "realtime", "transcribe", "ocr", "video", "guard", "imagen", "veo", "aqa", "sora"];

    private static readonly string[] Small = ["mini", "nano", "flash", "lite", "haiku", "small", "instant", "tiny"];

    public static string? ChooseFrom(IReadOnlyList<string> models)
    {
        var chats = models.Where(model => !Has(model, NoChat)).ToList();
        return chats.Find(model => Has(model, Small)) ?? (chats.Count > 0 ? chats : models).ElementAtOrDefault(0);
    }

    private static bool Has(string model, string[] words) => words.Any(word => model.Contains(word, StringComparison.OrdinalIgnoreCase));
}
