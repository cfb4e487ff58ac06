// What YASGUI itself says, in the reader's language, as far as it can be given other words.
import { count, say } from "./told.js";

export function giveWords(Yasqe, Yasr) {
  const { table } = Yasr.plugins;
  Object.assign(table.defaults.tableConfig.language, rangeWords());
  after(table, "drawControls", nameControls);
  after(Yasr, "drawPluginSelectors", nameViews);
  after(Yasr, "updateResponseInfo", (yasr) => { yasr.dataElement.textContent = summary(yasr.results); });
  after(Yasqe, "updateQueryButton", ({ queryBtn }) => { if (queryBtn) name(queryBtn, say("run"), "title"); });
}

/** Let something be done after a method. */
function after({ prototype }, method, act) {
  const stock = prototype[method];
  prototype[method] = function (...given) {
    stock.apply(this, given);
    act(this);
  };
}

function name(control, words, also) {
  control.setAttribute("aria-label", words);
  control.setAttribute(also, words);
}

function nameViews({ pluginSelectorsEl }) {
  for (const button of pluginSelectorsEl.querySelectorAll("button")) {
    button.setAttribute("aria-label", say("shows-view", { view: button.title }));
  }
}

function nameControls({ tableControls, tableFilterField, tableSizeField }) {
  const [compact, ellipse] = tableControls.querySelectorAll(".switch .label");
  compact.textContent = say("simple-view");
  ellipse.textContent = say("ellipse");
  name(tableFilterField, say("filter"), "placeholder");
  tableControls.querySelector(".pageSizerLabel").textContent = `${say("page-size")} `;
  tableSizeField.lastChild.textContent = say("all");
}

function summary(results) {
  const bindings = results?.getBindings();
  const time = results?.getResponseTime();
  const found = bindings ? count("results", bindings.length) : "";
  return time ? say("took", { found: found || say("response"), seconds: time / 1000 }) : found;
}

/** What stands below a table; its numbers are filled in where words are in capitals. */
function rangeWords() {
  const range = { start: "_START_", end: "_END_", total: "_TOTAL_", entries: "_ENTRIES-TOTAL_" };
  return {
    entries: { _: say("entries-many"), 1: say("entries-one") },
    info: say("range", range),
    infoEmpty: say("range-empty", range),
    infoFiltered: say("range-filtered", { total: "_MAX_", entries: "_ENTRIES-MAX_" }),
    emptyTable: say("no-rows"),
    zeroRecords: say("no-match"),
  };
}
