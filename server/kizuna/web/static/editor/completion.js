// Completion of prefixes, classes and properties, from what the release says of itself.
//
// The completers that YASGUI comes with ask Linked Open Vocabularies, and bring prefixes of others:
// they are taken out.

import { endpoint, number } from "./told.js";

const terms = fetch(`${endpoint}/completions.json`)
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
  .catch(() => ({ prefixes: {}, classes: [], properties: [] }));

let known = {};
terms.then(({ prefixes }) => { known = prefixes; });

export const ownPrefixes = () => known;

export function registerCompleters(Yasqe) {
  Yasqe.forkAutocompleter("prefixes", {
    name: "ownPrefixes", persistenceId: null,
    get: async () => Object.entries((await terms).prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort(),
  });
  fork(Yasqe, "class", "ownClasses", "classes");
  fork(Yasqe, "property", "ownProperties", "properties");
  for (const stock of ["prefixes", "class", "property"]) delete Yasqe.Autocompleters[stock];
  Yasqe.defaults.autocompleters = ["variables", "ownPrefixes", "ownClasses", "ownProperties"];
}

function fork(Yasqe, from, name, kind) {
  Yasqe.forkAutocompleter(from, {
    name,
    get: async (_yasqe, token) => {
      const { [kind]: listed, prefixes } = await terms;
      return listed.filter((term) => suits(term, token, prefixes)).slice(0, 100).map(([iri]) => iri);
    },
    postProcessSuggestion: (_yasqe, token, iri) => write(iri, token),
    postprocessHints: async (_yasqe, hints) => describe(hints, await terms, kind),
  });
}

/** A term suits what is typed: by IRI, by prefixed name, or by a word of its name. */
function suits([iri, name], token, prefixes) {
  const typed = (token.string ?? "").trim().toLowerCase();
  if (!typed || iri.startsWith(token.autocompletionString)) return true;
  const short = shorten(iri, prefixes).toLowerCase();
  return short.startsWith(typed) || short.split(":").at(-1).includes(typed) || name.toLowerCase().includes(typed);
}

function shorten(iri, prefixes) {
  const [name, head] = Object.entries(prefixes).find(([, head]) => iri.startsWith(head)) ?? [];
  const rest = head ? iri.slice(head.length) : "";
  return head && /^[A-Za-z_][\w-]*$/.test(rest) ? `${name}:${rest}` : `<${iri}>`;
}

/** Write an IRI by a prefix of the query, else by one of ours, which is then declared by itself. */
function write(iri, token) {
  const { tokenPrefix, tokenPrefixUri } = token;
  if (tokenPrefixUri && iri.startsWith(tokenPrefixUri)) return tokenPrefix + iri.slice(tokenPrefixUri.length);
  return shorten(iri, known);
}

function describe(hints, { prefixes, ...all }, kind) {
  const about = new Map(all[kind].map(([iri, name, count]) => [shorten(iri, prefixes), [name, count]]));
  return hints.map((hint) => {
    const [name, count] = about.get(hint.text) ?? ["", 0];
    const said = name ? `${hint.text}  ${name} (${number(count)})` : hint.text;
    return { ...hint, displayText: said };
  });
}
