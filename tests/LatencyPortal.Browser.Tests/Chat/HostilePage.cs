using System.Collections.Concurrent;

namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>
/// A page that is watched for what hostile text would do: run a script, open a dialog, violate the policy, or call anybody. It also has
/// a function <c>inspect</c> that finds what may not stand in an element, as the browser itself understands it.
/// </summary>
internal sealed class HostilePage
{
    private const string Watch = """
        window.breaches = [];
        window.canary = how => window.breaches.push(`a script ran: ${how}`);
        document.addEventListener('securitypolicyviolation', e => window.breaches.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
        const html = new Set(['a', 'blockquote', 'br', 'button', 'code', 'del', 'div', 'em', 'h3', 'h4', 'h5', 'h6', 'hr', 'input', 'li', 'ol', 'p',
          'pre', 'span', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul']);
        const attributes = new Set(['aria-label', 'checked', 'class', 'data-copy', 'data-image', 'data-language', 'disabled', 'href', 'rel', 'start',
          'tabindex', 'target', 'title', 'type']);
        const math = /^(annotation-xml|maction|mglyph|malignmark|semantics)$/;
        const inMath = /^(on|href|src|style|id|name|xlink)/;
        const page = location.origin;
        window.inspect = root => {
          const found = [];
          for (const element of root.querySelectorAll('*')) {
            const name = element.localName;
            const isMath = element.namespaceURI === 'http://www.w3.org/1998/Math/MathML';
            if (isMath ? math.test(name) : !html.has(name) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') found.push(`<${name}>`);
            for (const { name: attribute, value } of element.attributes) {
              if (isMath ? inMath.test(attribute) : !attributes.has(attribute)) found.push(`<${name} ${attribute}="${value}">`);
              if (attribute === 'class' && !value.split(' ').every(one => one.startsWith('lp-'))) found.push(`<${name} class="${value}">`);
              if (attribute === 'data-image' && !/^(https?:\/\/|\/(?![/\\]))/.test(value)) found.push(`an image at ${value}`);
            }
            if (name === 'input' && element.type !== 'checkbox' || name === 'button' && element.type !== 'button') found.push(`<${name} type="${element.type}">`);
            const address = element.getAttribute('href');
            if (address === null) continue;
            const url = new URL(address, 'https://portal.example/');
            const isOwn = url.origin === 'https://portal.example';
            // What is not of this site says so: nobody is led away by an address that looks like one of the portal's.
            if (!['http:', 'https:', 'mailto:'].includes(url.protocol) || isOwn && !/^[/#]/.test(address) || !isOwn && element.target !== '_blank')
              found.push(`a link to ${address}`);
            if (!isOwn && !element.rel.includes('noopener')) found.push(`a link without noopener to ${address}`);
          }
          return found;
        };
        """;

    private readonly ConcurrentQueue<string> _calls = new();

    private HostilePage(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>Opens a page of the portal, or an empty one that no policy protects.</summary>
    public static async Task<HostilePage> OpenAsync(IBrowserContext context, Uri? address)
    {
        var hostile = new HostilePage(await context.NewPageAsync());
        await hostile.Page.AddInitScriptAsync($"{{{Watch}}}");
        hostile.Page.Dialog += (_, dialog) =>
        {
            hostile._calls.Enqueue($"a dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        await hostile.Page.GotoAsync(address?.ToString() ?? "about:blank", new() { WaitUntil = WaitUntilState.Load });
        hostile.Page.Request += (_, request) =>
        {
            // The portal's own page calls for its parts; nothing else is its business.
            if (address is null || !new Uri(request.Url).IsAbsoluteUri || new Uri(request.Url).Authority != address.Authority)
                hostile._calls.Enqueue($"a request: {request.Url}");
        };
        hostile.Page.Popup += (_, popup) => hostile._calls.Enqueue($"a window: {popup.Url}");
        return hostile;
    }

    /// <summary>What happened so far that may not happen.</summary>
    public async Task<IReadOnlyList<string>> BreachesAsync() => [.. await Page.EvaluateAsync<string[]>("() => window.breaches"), .. _calls];
}
