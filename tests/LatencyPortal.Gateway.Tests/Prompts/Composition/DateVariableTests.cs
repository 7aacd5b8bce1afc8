using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Composition;

/// <summary>How dates stand in a prompt.</summary>
public sealed class DateVariableTests
{
    [Theory]
    [InlineData("{{ due }}", "2026-01-31", "2026-01-31")]
    [InlineData("{{ due | date: \"%d.%m.%Y\" }}", "2026-01-31", "31.01.2026")]
    [InlineData("{{ due | date: \"%H:%M %z\" }}", "2026-01-31", "00:00 +0000")]
    [InlineData("{% if due == today %}today{% else %}not today{% endif %}", "2026-11-29", "today")]
    [InlineData("{{ due }}", "2026-01-31T08:30:00Z", "2026-01-31 08:30:00Z")]
    [InlineData("{{ due }}", "2026-01-31T08:30:00+02:00", "2026-01-31 06:30:00Z")]
    [InlineData("{{ due | date: \"%d.%m.%Y %H:%M\" }}", "2026-01-31T08:30:00Z", "31.01.2026 08:30")]
    public void Date_IsRendered(string text, string value, string rendered)
    {
        var template = Templates.Of([Templates.Rules(text), Templates.Input()], Templates.Variable("due", type: VariableType.Date));

        var prompt = Templates.Compose(template, Templates.Ask("?", ("due", value)));

        Assert.Equal(rendered, Templates.Texts(prompt).First().Text);
    }
}
