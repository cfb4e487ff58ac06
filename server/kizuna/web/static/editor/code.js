// Code that asks a query, to copy: curl, Python, R, JavaScript. What is asked for depends on the
// kind of query: "rows" (SELECT), "graph" (CONSTRUCT, DESCRIBE) or "truth" (ASK).
import { told } from "./told.js";

export const languages = { curl, Python: python, R: r, JavaScript: javascript };

export function kindOf(yasqe) {
  const form = yasqe.getQueryType();
  return form === "ASK" ? "truth" : form === "CONSTRUCT" || form === "DESCRIBE" ? "graph" : "rows";
}

function curl(query, kind) {
  const accept = { rows: "text/csv", graph: "text/turtle", truth: "text/csv" }[kind];
  const quoted = `'query=${query.replaceAll("'", "'\\''")}'`;
  return `curl ${told.endpoint} -H 'Accept: ${accept}' --data-urlencode ${quoted}\n`;
}

function python(query, kind) {
  const raw = !/"""|["\\]$|\r/.test(query);
  const text = raw ? `r"""${query}"""` : JSON.stringify(query);
  const rest = {
    rows: ['wrapper.setReturnFormat("json")', 'for row in wrapper.queryAndConvert()["results"]["bindings"]:',
      '    print({name: term["value"] for name, term in row.items()})'],
    graph: ['wrapper.setReturnFormat("turtle")', "print(wrapper.queryAndConvert().decode())"],
    truth: ['wrapper.setReturnFormat("json")', 'print(wrapper.queryAndConvert()["boolean"])'],
  }[kind];
  return [
    "from SPARQLWrapper import SPARQLWrapper  # pip install SPARQLWrapper", "",
    `wrapper = SPARQLWrapper("${told.endpoint}")`, 'wrapper.setMethod("POST")',
    `wrapper.setQuery(${text})`, ...rest, "",
  ].join("\n");
}

function r(query, kind) {
  let dashes = "";
  while (query.includes(`)${dashes}"`)) dashes += "-";
  const [form, read] = {
    rows: ["csv", "rows <- read.csv(address)\nprint(rows)"],
    graph: ["ttl", 'cat(readLines(address), sep = "\\n")'],
    truth: ["csv", "readLines(address)"],
  }[kind];
  return [
    `query <- r"${dashes}(${query})${dashes}"`,
    `address <- paste0("${told.endpoint}?format=${form}&query=", URLencode(query, reserved = TRUE))`,
    read, "",
  ].join("\n");
}

function javascript(query, kind) {
  const text = query.replace(/[\\`]|\$\{/g, "\\$&");
  const [accept, read] = {
    rows: ["application/sparql-results+json", "const { results } = await answer.json();\nfor (const row of results.bindings) console.log(row);"],
    graph: ["text/turtle", "console.log(await answer.text());"],
    truth: ["application/sparql-results+json", "console.log((await answer.json()).boolean);"],
  }[kind];
  return [
    `const answer = await fetch("${told.endpoint}", {`, '  method: "POST",',
    `  headers: { "Content-Type": "application/sparql-query", Accept: "${accept}" },`,
    `  body: \`${text}\`,`, "});", "if (!answer.ok) throw new Error(await answer.text());", read, "",
  ].join("\n");
}
