using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat.CodeColours;

/// <summary>Colours the code blocks of answers in the browser.</summary>
/// <param name="colourist">Finds the colours.</param>
/// <param name="connection">The connection of the circuit.</param>
internal sealed class CodeColouring(CodeColourist colourist, CircuitConnection connection)
{
    /// <summary>Colours a block that will not change any more, if its language is known.</summary>
    /// <param name="module">The page's module.</param>
    /// <param name="body">The body of the answer.</param>
    /// <param name="block">The block.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task ColourAsync(IJSObjectReference module, ElementReference body, CodeBlockText block, CancellationToken cancellationToken)
    {
        if (block.Language is null)
            return;
        var marks = await colourist.FindAsync(block.Language, block.Text, cancellationToken);
        if (marks.Length > 0)
            await connection.CallAsync(limit => module.InvokeAsync<object?>("colour", limit, body, block.Ordinal, block.Text.Length, marks), cancellationToken);
    }
}
