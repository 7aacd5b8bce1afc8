using Bunit;
using LatencyPortal.Chat.Turns;
using Xunit;

namespace LatencyPortal.Tests.Chat.Turns;

/// <summary>The pager and the tools below an answer as they are drawn.</summary>
public sealed class VariantPagerTests : BunitContext
{
    private static readonly Guid[] Ids = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

    [Fact]
    public void Pager_OneVersion_IsNotDrawn()
    {
        var pager = Show(Ids[..1], Ids[0], _ => { });

        Assert.Equal("", pager.Markup.Trim());
    }

    [Theory]
    [InlineData(0, true, false)]
    [InlineData(1, false, false)]
    [InlineData(2, false, true)]
    public void Pager_AtEitherEnd_GoesNoFurther(int at, bool first, bool last)
    {
        var pager = Show(Ids, Ids[at], _ => { });

        Assert.Equal($"Version {at + 1}/3", pager.Find(".place").TextContent);
        Assert.Equal(first, pager.Find("[data-testid=pager-previous]").HasAttribute("disabled"));
        Assert.Equal(last, pager.Find("[data-testid=pager-next]").HasAttribute("disabled"));
    }

    [Fact]
    public void Pager_Pressed_TellsWhichAndFromWhere()
    {
        var chosen = new List<(Guid, int)>();
        var pager = Show(Ids, Ids[1], chosen.Add);

        pager.Find("[data-testid=pager-previous]").Click();
        pager.Find("[data-testid=pager-next]").Click();

        Assert.Equal([(Ids[0], -1), (Ids[2], 1)], chosen);
    }

    private IRenderedComponent<VariantPager> Show(Guid[] ids, Guid current, Action<(Guid Id, int Step)> choose) =>
        Render<VariantPager>(parameters => parameters
            .Add(pager => pager.Ids, ids)
            .Add(pager => pager.Current, current)
            .Add(pager => pager.Noun, "answer")
            .Add(pager => pager.OnChoose, choose));
}
