// The only Trusted Types policy of the portal. Blazor and the component library assign markup that the server made; the
// one script that a module may add is the chart library of this origin. Everything else stays barred.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy('default', {
    createHTML: html => html,
    createScriptURL: address => {
      const url = new URL(address, document.baseURI);
      return url.origin === location.origin && url.pathname.startsWith('/_content/Vizor.ECharts/') ? url.href : null;
    },
  });
}
