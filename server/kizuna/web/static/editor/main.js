// The editor of the page at /sparql: YASGUI over this endpoint alone.
//
// It takes over the query of the form, and the answer that the page came with; it asks nobody but
// the server it came from. Tabs keep queries from one visit to the next, results never.
import { ChartView } from "./chart.js";
import { ownPrefixes, registerCompleters } from "./completion.js";
import { clearMarks, explainer } from "./explain.js";
import { MapView } from "./map.js";
import { giveWords } from "./stock.js";
import { address, endpoint, linkTo, say, told } from "./told.js";
import { makeTools } from "./tools.js";

const LONGEST_ADDRESS = 8000;
const [NARROW, WIDE] = [600, 992];
const LINKED = say("linked");
const { Yasgui } = window;
const { Yasqe, Yasr } = Yasgui;
const form = document.getElementById("form");
const watched = new WeakSet();
const inUse = () => yasgui?.getTab()?.getYasqe();
let yasgui;

register();
const yasguiElement = document.getElementById("editor");
yasguiElement.hidden = false;
yasgui = new Yasgui(yasguiElement, {
  persistenceId: `kizuna:${new URL(endpoint).pathname}`,
  populateFromUrl: false,
  autofocus: false,
  tabName: say("query"),
  copyEndpointOnNewTab: false,
  requestConfig: { endpoint, method: "POST" },
  endpointCatalogueOptions: { getData: () => [] },
  yasqe: { value: told.examples[0].text, collapsePrefixesOnLoad: window.innerWidth < NARROW },
  yasr: { prefixes: ownPrefixes, maxPersistentResponseSize: 0 },
});
const tools = makeTools(inUse, (error) => yasgui.getTab()?.getYasr()?.setResponse(error));
start();

function register() {
  registerCompleters(Yasqe);
  giveWords(Yasqe, Yasr);
  const { table, response } = Yasr.plugins;
  Yasr.registerPlugin("table", tableOver(table));
  Yasr.registerPlugin("response", responseOver(response));
  Yasr.registerPlugin("map", MapView);
  Yasr.registerPlugin("chart", ChartView);
  Yasr.defaults.pluginOrder = ["table", "map", "chart", "response"];
  Yasr.defaults.errorRenderers = [explainer(inUse)];
  takeEmptyGraphs();
}

/** YASR takes an empty body for none: an empty graph is a result of no triples. */
function takeEmptyGraphs() {
  const set = Yasr.prototype.setResponse;
  const data = { head: { vars: ["subject", "predicate", "object"] }, results: { bindings: [] } };
  const none = { contentType: "application/sparql-results+json", status: 200, data };
  Yasr.prototype.setResponse = function (response, duration) {
    const empty = response?.status === 200 && (response.content ?? response.data) === "";
    return set.call(this, empty ? structuredClone(none) : response, duration);
  };
}

function responseOver(Response) {
  return class extends Response {
    helpReference = undefined;
    label = say("response");
  };
}

/** A calm table, whose terms and things link to where this server answers for them. */
function tableOver(Table) {
  return class extends Table {
    helpReference = undefined;
    label = say("table");

    draw(settings) {
      super.draw({ compact: true, ...settings });
    }

    getUriLinkFromBinding(binding, prefixes) {
      const box = document.createElement("template");
      box.innerHTML = super.getUriLinkFromBinding(binding, prefixes);
      const link = box.content.querySelector("a");
      const href = address(binding.value);
      if (link && href) link.href = href;
      else link?.removeAttribute("href");
      return box.innerHTML;
    }
  };
}

function start() {
  form.hidden = true;
  document.getElementById("answered").remove();
  yasguiElement.after(tools.element);
  for (const id of yasgui.persistentConfig.getTabs()) yasgui.getTab(id).setEndpoint(endpoint);
  yasgui.on("tabAdd", () => queueMicrotask(changed));
  yasgui.on("tabSelect", () => queueMicrotask(changed));
  yasgui.on("tabClose", () => queueMicrotask(changed));
  yasgui.on("query", (_yasgui, tab) => remember(tab));
  for (const link of document.querySelectorAll("[data-example]")) {
    link.addEventListener("click", (event) => runExample(event, told.examples[link.dataset.example]));
  }
  takeOver();
  changed();
}

/** A link that carries a query wins over what was open last. */
function takeOver() {
  const query = new URLSearchParams(location.search).get("query");
  if (query === null) return;
  const example = told.examples.find(({ text }) => text.trim() === query.trim());
  const tab = open(example ?? { title: LINKED, view: "table", text: query });
  const kept = document.getElementById("answer");
  if (kept) show(tab, JSON.parse(kept.textContent));
  else run(tab);
}

function show(tab, { problem, contentType, data }) {
  const answer = problem ? new Error(JSON.stringify(problem)) : { contentType, data, status: 200 };
  tab.getYasr().setResponse(answer);
}

/** Open a query in the tab that holds it already, or in the one for links, else in a new one. */
function open({ title, view, text }) {
  const find = (suits) => yasgui.persistentConfig.getTabs().find((id) => suits(yasgui.persistentConfig.getTab(id)));
  const known = find((tab) => tab.yasqe.value.trim() === text.trim());
  const reused = known ?? (title === LINKED ? find((tab) => tab.name === LINKED) : undefined);
  if (reused) {
    yasgui.selectTabId(reused);
    if (!known) yasgui.getTab().setQuery(text);
  } else {
    const settings = { selectedPlugin: view, pluginsConfig: {} };
    yasgui.addTab(true, { name: yasgui.createTabName(title), yasqe: { value: text }, yasr: { settings } });
  }
  changed();
  const tab = yasgui.getTab();
  tab.getYasr().selectPlugin(view);
  return tab;
}

function runExample(event, example) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  run(open(example));
  if (window.innerWidth < WIDE) yasguiElement.scrollIntoView({ block: "start" });
}

function run(tab) {
  tab.query().catch(() => {}); // The problem is shown where the result would be.
}

/** Let the address carry the query that was asked last. */
function remember(tab) {
  clearMarks(tab.getYasqe());
  const link = linkTo(tab.getQuery());
  history.replaceState(null, "", link.length < LONGEST_ADDRESS ? link : linkTo());
}

/** Another tab is in use, or another query in it. */
function changed() {
  if (!yasgui.getTab()) yasgui.addTab(true);
  const drawn = yasgui.persistentConfig.getTabs().map((id) => yasgui.getTab(id)).filter((tab) => tab.getYasqe());
  for (const tab of drawn) if (!watched.has(tab)) watch(tab);
  tools.update();
  const query = yasgui.getTab().getQuery().trim();
  for (const link of document.querySelectorAll("[data-example]")) {
    const current = told.examples[link.dataset.example].text.trim() === query;
    link.parentElement.classList.toggle("current", current);
  }
}

function watch(tab) {
  watched.add(tab);
  const [yasqe, yasr] = [tab.getYasqe(), tab.getYasr()];
  yasqe.on("change", () => {
    clearMarks(yasqe);
    changed();
  });
  yasqe.getInputField().setAttribute("aria-label", say("query-keys"));
  yasr.on("draw", () => asSent(yasr.results));
  // Help on a site of others, files made of what is shown, links of another form: we have our own.
  for (const name of ["yasr_external_ref_btn", "yasr_downloadIcon", "yasqe_share"]) {
    tab.rootEl.querySelector(`.${name}`)?.remove();
  }
}

/** YASR fills in what stands in double braces in texts; here they are shown as they were sent. */
function asSent(results) {
  if (results?.getType() !== "json") return;
  const sent = results.getOriginalResponseAsString();
  if (sent.includes("{{")) results.json = JSON.parse(sent);
}
