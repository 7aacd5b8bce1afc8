// The only Trusted Types policy of the portal. Blazor and the component library assign markup that the server made;
// script sinks stay barred because the policy creates no script and no script URL.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy('default', { createHTML: html => html });
}
