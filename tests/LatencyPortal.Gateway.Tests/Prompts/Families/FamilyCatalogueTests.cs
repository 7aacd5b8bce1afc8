using System.Text.Json.Nodes;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Tests.Prompts.Families;

public sealed class FamilyCatalogueTests : IDisposable
{
    private static readonly FamilyCatalogue Own = FamilyCatalogue.Load();

    private readonly string _folder = Directory.CreateTempSubdirectory("families-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OwnFamilies_SayWhereTheyAreFromAndWhen()
    {
        Assert.Equal(FamilyFile.Names.Count(), Own.Families.Count);
        Assert.All(Own.Families, family =>
        {
            Assert.NotEmpty(family.Sources);
            Assert.InRange(family.Checked, new DateOnly(2026, 11, 1), DateOnly.FromDateTime(DateTime.UtcNow.AddDays(1)));
            Assert.All(family.Sources, source => Assert.NotEmpty(source.States));
            // What is computed without being stated is said to be.
            if (family.Mechanism == CacheMechanism.Automatic && family.Lifetimes.Any(lifetime => lifetime.Seconds is null))
                Assert.Contains(family.Notes, note => note.Contains("lifetime", StringComparison.OrdinalIgnoreCase) || note.Contains("lasting", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void OwnFamilies_NameNoBasePrice() =>
        Assert.All(Own.Families, family => Assert.True(family.InputPricePerMillion is null && family.Variants.All(variant => variant.InputPricePerMillion is null)));

    [Theory]
    [InlineData(ProviderKind.OpenAI, "OpenAI", "gpt-5.5", "openai-5.5-and-older")]
    [InlineData(ProviderKind.OpenAI, "OpenAI", "gpt-5.6-mini", "openai-5.6")]
    [InlineData(ProviderKind.OpenAIResponses, "OpenAI Responses", "gpt-6", "openai-5.6")]
    [InlineData(ProviderKind.OpenAI, "Azure OpenAI", "my-deployment", "azure-openai")]
    [InlineData(ProviderKind.OpenAI, null, "gpt-4o-mini", "openai-5.5-and-older")]
    [InlineData(ProviderKind.OpenAI, null, "gpt-5.6", "openai-5.6")]
    [InlineData(ProviderKind.OpenAI, "OpenRouter", "openai/gpt-5.6", "openai-5.6")]
    [InlineData(ProviderKind.OpenAI, "OpenRouter", "anthropic/claude-opus-5", "anthropic")]
    [InlineData(ProviderKind.OpenAI, "OpenRouter", "qwen/qwen3-235b", "openrouter")]
    [InlineData(ProviderKind.Anthropic, "Anthropic", "claude-opus-4-8", "anthropic")]
    [InlineData(ProviderKind.OpenAI, null, "us.anthropic.claude-opus-4-7-v1:0", "bedrock-claude")]
    [InlineData(ProviderKind.OpenAI, null, "eu.amazon.nova-pro-v1:0", "bedrock-nova")]
    [InlineData(ProviderKind.Bedrock, "AWS Bedrock", "eu.anthropic.claude-sonnet-4-6", "bedrock-claude")]
    [InlineData(ProviderKind.Bedrock, "AWS Bedrock", "amazon.nova-lite-v1:0", "bedrock-nova")]
    [InlineData(ProviderKind.Bedrock, null, "team-claude", "bedrock-claude")]
    [InlineData(ProviderKind.Gemini, "Gemini", "gemini-2.5-flash", "gemini-2.5")]
    [InlineData(ProviderKind.Gemini, "Gemini", "gemini-3-pro", "gemini-3")]
    [InlineData(ProviderKind.OpenAI, "vLLM", "gpt-oss-120b", "vllm")]
    [InlineData(ProviderKind.OpenAI, "llama.cpp", "any.gguf", "llama.cpp")]
    [InlineData(ProviderKind.Ollama, null, "llama3.2", "ollama")]
    [InlineData(ProviderKind.OpenAI, "DeepSeek", "deepseek-v4-pro", "deepseek")]
    [InlineData(ProviderKind.OpenAI, "Groq", "llama-3.3-70b", "groq")]
    public void For_Model_FindsTheFamilyThatSaysMostExactly(ProviderKind provider, string? preset, string model, string family) =>
        Assert.Equal(family, Own.For(provider, preset, model)?.Id);

    [Fact]
    public void For_UnknownServerAndModel_IsNoFamily() => Assert.Null(Own.For(ProviderKind.OpenAI, null, "qwen3-8b"));

    [Theory]
    [InlineData("claude-opus-5", 512)]
    [InlineData("claude-fable-5-1", 512)]
    [InlineData("claude-sonnet-4-5-20250929", 1024)]
    [InlineData("claude-opus-4-20250514", 1024)]
    [InlineData("claude-opus-4-1-20250805", 1024)]
    [InlineData("claude-opus-4-8", 1024)]
    [InlineData("claude-opus-4-7", 2048)]
    [InlineData("claude-3-5-haiku-20241022", 2048)]
    [InlineData("claude-opus-4-6", 4096)]
    [InlineData("claude-haiku-4-5", 4096)]
    [InlineData("claude-of-next-year", 4096)]
    public void For_Claude_HasTheMinimumOfTheModel(string model, int minimum) =>
        Assert.Equal(minimum, Own.For(ProviderKind.Anthropic, "Anthropic", model)?.MinimumTokens);

    [Theory]
    [InlineData(ProviderKind.OpenAI, "https://api.openai.com/v1", "OpenAI")]
    [InlineData(ProviderKind.OpenAIResponses, "https://api.openai.com/v1", "OpenAI Responses")]
    [InlineData(ProviderKind.OpenAI, "https://contoso.openai.azure.com/openai/v1", "Azure OpenAI")]
    [InlineData(ProviderKind.Bedrock, "https://bedrock-runtime.eu-central-1.amazonaws.com", "AWS Bedrock")]
    [InlineData(ProviderKind.Bedrock, "https://bedrock-runtime.us-east-1.amazonaws.com.evil.example", null)]
    [InlineData(ProviderKind.OpenAI, "http://gpu-box:8000/v1", "vLLM")]
    [InlineData(ProviderKind.OpenAI, "https://api.openai.com.evil.example/v1", null)]
    public void PresetOf_Address_IsThePresetItBelongsTo(ProviderKind provider, string address, string? preset) =>
        Assert.Equal(preset, FamilyCatalogue.PresetOf(provider, new Uri(address)));

    [Fact]
    public void Load_Folder_ReplacesAndAdds()
    {
        Write("a.json", family => family["minimumTokens"] = 600);
        Write("b.json", family =>
        {
            family["id"] = "ours";
            family["applies"] = new JsonArray(new JsonObject { ["models"] = new JsonArray("ours-*") });
        });

        var catalogue = FamilyCatalogue.Load(_folder);

        Assert.Empty(catalogue.Problems);
        Assert.Equal(600, catalogue.Find("openai-5.6")!.MinimumTokens);
        Assert.Equal("ours", catalogue.For(ProviderKind.OpenAI, null, "ours-1")?.Id);
        Assert.Equal(Own.Families.Count + 1, catalogue.Families.Count);
    }

    [Theory]
    [InlineData("minimumTokens", "-1", "minimumTokens: -1 is below 0")]
    [InlineData("mostBreakpoints", "0", "mostBreakpoints: 0 is below 1")]
    [InlineData("readMultiple", "1.5", "readMultiple: 1.5 is not between 0 and 1")]
    [InlineData("sources", "[]", "sources: at least one is needed")]
    [InlineData("sources", """[{"title":"t","read":"2026-11","confidence":"read","states":"s"}]""", "sources[0].url")]
    [InlineData("sources", """[{"title":"t","url":"http://a.example","read":"2026-11","confidence":"read","states":"s"}]""", "sources[0].url")]
    [InlineData("sources", """[{"title":"t","url":"https://a.example","read":"lately","confidence":"read","states":"s"}]""", "sources[0].read")]
    [InlineData("lifetimes", """[{"name":"30m","seconds":0}]""", "lifetimes[0].seconds: 0 is below 1")]
    [InlineData("lifetimes", """[{"name":"30m","secnods":60}]""", "secnods")]
    [InlineData("applies", """[{"presets":["OpenAi"]}]""", "applies[0].presets: OpenAi is no preset")]
    [InlineData("minimumToken", "1", "minimumToken")]
    [InlineData("mechanism", "\"magic\"", "$.mechanism")]
    [InlineData("checked", null, "checked")]
    [InlineData("sources", null, "sources")]
    public void Load_FileThatCannotBeMeant_KeepsTheOwnFiguresAndNamesFileAndField(string field, string? value, string fault)
    {
        Write("mine.json", family =>
        {
            if (value is null)
                family.Remove(field);
            else
                family[field] = JsonNode.Parse(value);
        });

        var catalogue = FamilyCatalogue.Load(_folder);

        var problem = Assert.Single(catalogue.Problems);
        Assert.Contains(Path.Combine(_folder, "mine.json"), problem, StringComparison.Ordinal);
        Assert.Contains(fault, problem, StringComparison.Ordinal);
        Assert.Equal(1024, catalogue.Find("openai-5.6")!.MinimumTokens);
    }

    [Fact]
    public void Load_FolderThatIsNotThere_IsNoProblem() => Assert.Empty(FamilyCatalogue.Load(Path.Combine(_folder, "none")).Problems);

    private void Write(string file, Action<JsonObject> change)
    {
        var family = JsonNode.Parse(FamilyFile.Read("openai-5.6"))!.AsObject();
        change(family);
        File.WriteAllText(Path.Combine(_folder, file), family.ToJsonString());
    }
}
