// The view “Chart”: a bar for each solution, as long as its number; several numbers side by side.
import { drawing, element } from "./elements.js";
import { number, rowsTable } from "./rows.js";
import { number as written, say } from "./told.js";

const SHOWN = 60;
const [LINE, BAR, GAP] = [9, 14, 8];
const [NAMES, BARS, NUMBERS] = [220, 480, 80];
const ICON =
  '<path d="M4 3v18h17M9 17V11M14 17V6M19 17v-4" fill="none" stroke="currentColor" stroke-width="2"/>';

export class ChartView {
  label = say("chart");
  priority = 1;

  constructor(yasr) {
    this.yasr = yasr;
  }

  getIcon() {
    const icon = element("div", { class: "svgImg" });
    icon.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true">${ICON}</svg>`;
    return icon;
  }

  canHandleResults() {
    const results = this.yasr.results;
    return Boolean(results && !results.hasError() && results.getBindings() && readSeries(results));
  }

  draw() {
    const results = this.yasr.results;
    this.yasr.resultsEl.append(
      element("div", { class: "figure bars" }, draw(readSeries(results))), rowsTable(results),
    );
  }
}

/** Find the column of names and those of numbers; null where there are none. */
export function readSeries(results) {
  const bindings = results.getBindings();
  const variables = results.getVariables().filter((name) => bindings.some((b) => b[name]));
  const numbers = variables.filter((name) => bindings.every((b) => !b[name] || Number.isFinite(number(b[name]))));
  // Where all columns are numbers, the first names the rest: years and how many.
  const name = named(bindings, variables, numbers) ?? (numbers.length > 1 ? numbers.shift() : undefined);
  if (!name || numbers.length === 0) return null;
  const bars = bindings.slice(0, SHOWN).map((binding) => ({
    name: binding[name]?.value ?? "", values: numbers.map((column) => number(binding[column])),
  }));
  return { name, numbers, bars, total: bindings.length };
}

function named(bindings, variables, numbers) {
  const others = variables.filter((name) => !numbers.includes(name));
  return others.find((name) => bindings.every((b) => b[name]?.type !== "uri")) ?? others[0];
}

function draw({ name, numbers, bars, total }) {
  const values = bars.flatMap((bar) => bar.values).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const scale = BARS / (high - low || 1);
  const step = numbers.length * BAR + GAP;
  const height = bars.length * step + 2 * LINE;
  const zero = NAMES - low * scale;
  const chart = say("chart-of", { numbers: numbers.join(", "), name, n: bars.length });
  const svg = drawing(
    "svg", { viewBox: `0 0 ${NAMES + BARS + NUMBERS} ${height}`, role: "img", "aria-label": say("chart-label", { chart }) },
    ...bars.map((one, i) => bar(one, LINE + i * step, { zero, scale, step })),
    drawing("line", { class: "axis", x1: zero, x2: zero, y1: 0, y2: height }),
  );
  const caption = total > bars.length
    ? say("chart-caption-cut", { chart, shown: bars.length, total }) : say("chart-caption", { chart });
  return element("figure", {}, svg, element("figcaption", {}, ...legend(numbers), caption));
}

function bar({ name, values }, top, { zero, scale, step }) {
  const middle = top + (step - GAP) / 2;
  const text = name.length > 34 ? `${name.slice(0, 33)}…` : name;
  return drawing(
    "g", {}, drawing("title", {}, `${name}: ${values.filter(Number.isFinite).join(", ")}`),
    drawing("text", { x: NAMES - 10, y: middle, dy: ".35em", "text-anchor": "end" }, text),
    ...values.flatMap((value, i) => Number.isFinite(value) ? measure(value, top + i * BAR, i, zero, scale) : []),
  );
}

function measure(value, y, series, zero, scale) {
  const length = Math.max(Math.abs(value) * scale, 0.5);
  const x = value < 0 ? zero - length : zero;
  const label = drawing("text", { class: "value", x: Math.max(x + length, zero) + 6, y: y + BAR / 2, dy: ".35em" }, written(value));
  return [drawing("rect", { class: `series-${series % 4}`, x, y, width: length, height: BAR - 2 }), label];
}

function legend(numbers) {
  if (numbers.length < 2) return [];
  return numbers.map((name, i) => element("span", { class: `key series-${i % 4}` }, name));
}
