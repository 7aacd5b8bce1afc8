using CsCheck;
using LatencyPortal.Chat.Parameters;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat.Parameters;

public sealed class ChatSettingsRulesTests
{
    public static TheoryData<string, string, bool> Bounds => new()
    {
        { "temperature", "0", true }, { "temperature", "2", true }, { "temperature", "-0.01", false }, { "temperature", "2.01", false }, { "temperature", "NaN", false },
        { "topP", "1", true }, { "topP", "0.0001", true }, { "topP", "0", false }, { "topP", "1.01", false },
        { "maxTokens", "1", true }, { "maxTokens", "1000000", true }, { "maxTokens", "0", false }, { "maxTokens", "1000001", false },
        { "seed", "-9007199254740991", true }, { "seed", "9007199254740991", true }, { "seed", "9007199254740992", false },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Check_AtTheBounds_NamesTheField(string field, string value, bool taken)
    {
        var number = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        var parameters = field switch
        {
            "temperature" => new ChatParameters(Temperature: number),
            "topP" => new ChatParameters(TopP: number),
            "maxTokens" => new ChatParameters(MaxTokens: (int)number),
            _ => new ChatParameters(Seed: long.Parse(value, System.Globalization.CultureInfo.InvariantCulture)),
        };

        var faults = ChatSettingsRules.Check(new ChatSettings(null, parameters));

        Assert.Equal(taken ? [] : [field], faults.Select(fault => fault.Field));
    }

    [Fact]
    public void Check_TooManyOrTooLong_NamesEach()
    {
        var stops = Enumerable.Range(0, 17).Select(i => new string('x', 201)).ToList();

        var faults = ChatSettingsRules.Check(new ChatSettings(new string('x', 100_001), new ChatParameters(Stop: stops, ReasoningEffort: "most")));

        Assert.Equal(["systemPrompt", "stop", "stop", "reasoningEffort"], faults.Select(fault => fault.Field));
        Assert.All(faults, fault => Assert.EndsWith(".", fault.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Tidy_Anything_IsStableAndSaysNothingByBlanks() =>
        Gen.Select(Gen.String, Gen.OneOf(Gen.Const(""), Gen.Const("  HIGH "), Gen.String), Gen.OneOf(Gen.Const(""), Gen.String).List[0, 4]).Sample((prompt, effort, stop) =>
        {
            var tidy = new ChatSettings(prompt, new ChatParameters(Stop: stop, ReasoningEffort: effort)).Tidy();

            Assert.False(tidy.SystemPrompt is { } text && string.IsNullOrWhiteSpace(text));
            Assert.DoesNotContain("", tidy.Parameters!.Stop ?? []);
            Assert.True(tidy.Parameters.Stop is null or { Count: > 0 });
            var again = tidy.Tidy();
            Assert.Equal((tidy.SystemPrompt, tidy.Parameters.ReasoningEffort), (again.SystemPrompt, again.Parameters!.ReasoningEffort));
            Assert.Equal(tidy.Parameters.Stop, again.Parameters.Stop);
        });

    [Fact]
    public void Differ_BlanksOnly_IsFalse()
    {
        Assert.False(new ChatSettings("  ", new ChatParameters(Stop: [""], ReasoningEffort: " ")).Tidy().Differ);
        Assert.False(new ChatSettings(null, null).Differ);
        Assert.True(new ChatSettings(null, new ChatParameters(Seed: 0)).Differ);
        Assert.True(new ChatSettings("x", null).Differ);
    }
}
