// A plain table of the solutions, to stand beside a drawing of them.
import { element } from "./elements.js";
import { address, say } from "./told.js";

const SHOWN = 200;

export function rowsTable(results) {
  const variables = results.getVariables();
  const bindings = results.getBindings();
  const body = bindings.slice(0, SHOWN).map((binding) => row(variables, binding));
  const table = element(
    "table", {},
    element("thead", {}, element("tr", {}, ...variables.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...body),
  );
  const made = element("div", { class: "rows", tabindex: "0", role: "region", "aria-label": say("rows") }, table);
  if (bindings.length > SHOWN) {
    made.append(element("p", {}, say("rows-cut", { shown: SHOWN, total: bindings.length, table: say("table") })));
  }
  return made;
}

function row(variables, binding) {
  return element("tr", {}, ...variables.map((name) => element("td", {}, cell(binding[name]))));
}

function cell(term) {
  if (!term) return "";
  const href = term.type === "uri" ? address(term.value) : null;
  return href ? element("a", { href, target: "_blank", rel: "noopener" }, term.value) : term.value;
}

/** Read a term as a number, or as NaN. */
export function number(term) {
  if (!term || term.type === "uri" || term.value.trim() === "") return NaN;
  const typed = term.datatype ?? "";
  if (typed && !NUMERIC.test(typed)) return NaN;
  return term["xml:lang"] ? NaN : Number(term.value);
}

const NUMERIC =
  /#(integer|decimal|double|float|byte|short|int|long|(unsigned|non|positive|negative)[A-Za-z]*)$/;
