// What the server tells the page: addresses, limits, examples, what helps against problems, and
// all words, in the reader's language.

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

const chosen = document.querySelector("#form [name=lang]")?.value;

/** The link that carries a query: to its page, in the language that the address names, or to a file. */
export function linkTo(query, format) {
  const link = new URL(endpoint);
  if (query) link.searchParams.set("query", query);
  if (format) link.searchParams.set("format", format);
  else if (chosen) link.searchParams.set("lang", chosen);
  return link.href;
}

const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language);
const plural = new Intl.PluralRules(language);

/** Write a number. */
export const number = (value) => numbers.format(value);

/** Say what the table of words has by a name, its gaps filled. */
export function say(name, values = {}) {
  return told.words[name].replace(/\{(\w+)\}/g, (_, gap) => typeof values[gap] === "number" ? number(values[gap]) : values[gap]);
}

/** Say how many there are of something. */
export function count(name, n) {
  return say(`${name}-${plural.select(n) === "one" ? "one" : "many"}`, { n });
}
