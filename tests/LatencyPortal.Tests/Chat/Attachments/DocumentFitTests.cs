using System.Text;
using LatencyPortal.Chat.Attachments;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Chat.Attachments;

/// <summary>Documents and the contexts of models inside the portal.</summary>
public sealed class DocumentFitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_DocumentsAboveTheContext_NamesSizesAndAModelThatReadsNoneIsLeftAlone()
    {
        await using var portal = await PortalFactory.StartAsync(builtInModel: true, more:
        [
            ("LatencyPortal:LocalModels:0:Name", "second"),
            ("LatencyPortal:LocalModels:0:Folder", PortalFactory.BuiltInModel),
        ]);
        var attachments = portal.Services.GetRequiredService<AttachmentStore>();
        var fit = portal.Services.GetRequiredService<DocumentFit>();
        var small = await AddAsync(attachments, null, "small.txt", "The latency of the portal.");
        var large = await AddAsync(attachments, null, "large.txt", Words(400));
        var huge = await AddAsync(attachments, null, "huge.txt", Words(100_000));
        await AddAsync(attachments, huge, "small.txt", "One more.");

        Assert.Null(await fit.CheckAsync(small, ["second"], "What?", Stop));
        Assert.Null(await fit.CheckAsync(Guid.NewGuid(), ["second"], "What?", Stop));
        Assert.Matches(@"^“large\.txt” and your question make 1,\d{3} tokens, and second holds 1,024 with its answer\. Remove a document", await fit.CheckAsync(large, ["second"], "What?", Stop));
        Assert.StartsWith("The 2 attached documents and your question make ~", await fit.CheckAsync(huge, ["portal-assistant", "second"], "What?", Stop), StringComparison.Ordinal);
        Assert.Null(await fit.CheckAsync(huge, ["portal-assistant", "test/unknown"], "What?", Stop));
        Assert.NotNull(await fit.CheckAsync(small, ["second"], Words(2_000), Stop));
    }

    private static string Words(int count) => string.Concat(Enumerable.Repeat("latency 42 ", count));

    private static async Task<Guid> AddAsync(AttachmentStore attachments, Guid? conversation, string name, string text) =>
        (await attachments.AddAsync(new NewAttachment(conversation, null, null, name, Encoding.UTF8.GetBytes(text)), Stop)).ConversationId;
}
