// What the server tells the page: addresses, limits, examples, what helps against problems.

export const told = JSON.parse(document.getElementById("told").textContent);

// Same origin as the page, whatever address it is reached at.
export const endpoint = new URL(document.getElementById("form").getAttribute("action"), location).href;

const root = endpoint.replace(/sparql$/, "");

/** Say where this server answers for an IRI: terms are served here until their address is registered. */
export function address(iri) {
  for (const [head, here] of [[told.base, root], [told.terms, root]]) {
    if (iri.startsWith(head)) return here + iri.slice(head.length);
  }
  return /^https?:/.test(iri) ? iri : null;
}

/** The link that carries a query. */
export function linkTo(query) {
  const link = new URL(endpoint);
  if (query) link.searchParams.set("query", query);
  return link.href;
}
