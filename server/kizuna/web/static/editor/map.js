// The view “Map”: places and great circles over the coastline of Natural Earth.
//
// The projection is plate carrée, its degrees of longitude narrowed by the cosine of the latitude
// in the middle, so that a town plan is not stretched.
import { drawing, element } from "./elements.js";
import { greatCircle, meridian, readPlaces, unwrap } from "./geometry.js";
import { rowsTable } from "./rows.js";
import { count, say } from "./told.js";

const coastline = new URL("../coastline.json", import.meta.url);
const MARGIN = 0.12;
const LEAST = 12;
const LETTER = 7;
const [RISE, DOT] = [16, 10];
const ICON =
  '<path d="M9 20 3 17V4l6 3 6-3 6 3v13l-6-3-6 3zM9 7v13M15 4v13" fill="none" stroke="currentColor" stroke-width="2"/>';
let rings;

export class MapView {
  label = say("map");
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
    if (!results || results.hasError() || !results.getBindings()) return false;
    const { places, lines } = readPlaces(results);
    return places.length + lines.length > 0;
  }

  async draw() {
    rings ??= fetch(coastline).then((answer) => answer.json()).then((made) => made.rings);
    const results = this.yasr.results;
    const land = await rings;
    if (results !== this.yasr.results) return;
    this.yasr.resultsEl.append(
      element("div", { class: "figure map" }, new PlaceMap(readPlaces(results), land).figure),
      rowsTable(results),
    );
  }
}

/** The drawing, and what is seen of it: `box` is the part in view, `whole` all of it. */
class PlaceMap {
  constructor({ places, lines }, land) {
    const drawn = lines.map(({ points, label }) => ({ label, points: course(points) }));
    const longitudes = [...places.map((p) => p.point[0]), ...drawn.flatMap((l) => l.points.map(([x]) => x))];
    this.cut = meridian(longitudes);
    this.places = places.map((p) => ({ ...p, at: this.turn(p.point) }));
    this.lines = drawn.map((line) => ({ ...line, points: this.settle(line.points) }));
    this.frame();
    this.make(land);
    this.show(this.whole);
  }

  turn([x, y]) {
    return [this.cut + (((x - this.cut) % 360) + 360) % 360, y];
  }

  settle(points) {
    const shift = this.turn(points[0])[0] - points[0][0];
    return points.map(([x, y]) => [x + shift, y]);
  }

  /** Choose what is seen first: everything, with a margin, and never less than some degrees. */
  frame() {
    const all = [...this.places.map((p) => p.at), ...this.lines.flatMap((line) => line.points)];
    const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
    const [south, north] = [reduce(Math.min, ys), reduce(Math.max, ys)];
    const [west, east] = [reduce(Math.min, xs), Math.min(reduce(Math.max, xs), this.cut + 360)];
    this.narrow = east - west > 150 ? 1 : Math.max(0.3, Math.cos(((south + north) / 2) * (Math.PI / 180)));
    const width = Math.min(360 * this.narrow, Math.max((east - west) * this.narrow * (1 + 2 * MARGIN), LEAST));
    const height = Math.min(180, Math.max((north - south) * (1 + 2 * MARGIN), LEAST / 2, width / 2.4));
    const [x, y] = [((west + east) / 2) * this.narrow, -(south + north) / 2];
    const wide = Math.max(width, Math.min(height * 1.4, 360 * this.narrow));
    this.whole = [x - wide / 2, Math.max(-90, Math.min(y - height / 2, 90 - height)), wide, height];
  }

  project([x, y]) {
    return `${(x * this.narrow).toFixed(2)} ${(-y).toFixed(2)}`;
  }

  path(points, close) {
    return `M${points.map((p) => this.project(p)).join("L")}${close ? "Z" : ""}`;
  }

  make(land) {
    const turned = [-360, 0, 360].flatMap((turn) => land.map((ring) => ring.map(([x, y]) => [x + turn, y])));
    this.svg = drawing(
      "svg", { class: "chart-of-places", role: "group", tabindex: "0", "aria-label": this.summary(), onkeydown: (e) => this.key(e) },
      drawing("path", { class: "land", d: turned.map((ring) => this.path(ring, true)).join("") }),
      drawing("g", { class: "lines" }, ...this.lines.flatMap((line) => this.line(line))),
      drawing("g", { class: "places" }, ...this.places.map((place) => this.place(place))),
    );
    const button = (text, name, act) => element("button", { type: "button", title: name, "aria-label": name, onclick: act }, text);
    const tools = element(
      "div", { class: "tools" },
      button("+", say("zoom-in"), () => this.zoom(0.6)), button("−", say("zoom-out"), () => this.zoom(1 / 0.6)),
      button("⤢", say("show-all"), () => this.show(this.whole)),
    );
    this.drag();
    new ResizeObserver(() => this.letter()).observe(this.svg);
    this.figure = element(
      "figure", {}, element("div", { class: "frame" }, this.svg, tools),
      element("figcaption", {}, say("map-caption", { map: this.summary() })),
    );
  }

  summary() {
    const places = count("places", this.places.length);
    if (!this.lines.length) return say("map-of", { places });
    return say("map-of-both", { places, lines: count("lines", this.lines.length) });
  }

  /** A line may leave the map at the one side: it is drawn again where it comes in at the other. */
  line({ points, label }) {
    return [-360, 0, 360].map((turn) =>
      drawing("path", { d: this.path(points.map(([x, y]) => [x + turn, y])) }, drawing("title", {}, label)));
  }

  place({ at, labels }) {
    const text = [...labels].join(", ") || `${at[1]}°, ${at[0]}°`;
    const [x, y] = this.project(at).split(" ");
    return drawing(
      "g", { tabindex: "0", role: "img", "aria-label": text },
      drawing("title", {}, text),
      drawing("path", { d: `M${x} ${y}h0` }),
      drawing("text", { x, y, dy: ".35em" }, text.length > 40 ? `${text.slice(0, 39)}…` : text),
    );
  }

  show(box) {
    const [x, y, width, height] = box;
    const least = Math.min(width, 360 * this.narrow);
    this.box = [x, y, least, (height * least) / width];
    this.svg.setAttribute("viewBox", this.box.map((n) => n.toFixed(3)).join(" "));
    this.svg.style.aspectRatio = `${this.box[2]} / ${this.box[3]}`;
    this.letter();
  }

  /** Give labels the same size at every zoom, and show those that have room. */
  letter() {
    const [left, top, width, height] = this.box;
    const scale = Math.min(this.svg.clientWidth / width, this.svg.clientHeight / height) || 900 / width;
    this.svg.style.setProperty("--unit", `${1 / scale}px`);
    const marks = [...this.svg.querySelectorAll(".places g")];
    const spots = this.places.map(({ at: [x, y] }) => [(x * this.narrow - left) * scale, (-y - top) * scale]);
    const taken = spots.map(([x, y]) => [x - DOT / 2, y - DOT / 2, x + DOT / 2, y + DOT / 2]);
    marks.forEach((mark, i) => {
      const [x, y] = spots[i];
      const length = mark.lastChild.textContent.length * LETTER;
      const sides = [[x + DOT / 2, x + DOT + length], [x - DOT - length, x - DOT / 2]]
        .map(([from, to]) => [from, y - RISE / 2, to, y + RISE / 2]);
      const side = sides.findIndex((box) => taken.every((other, j) => j === i || apart(box, other)));
      mark.classList.toggle("crowded", side < 0);
      mark.lastChild.setAttribute("text-anchor", side === 1 ? "end" : "start");
      mark.lastChild.setAttribute("dx", side === 1 ? "-.6em" : ".6em");
      if (side >= 0) taken.push(sides[side]);
    });
  }

  zoom(by) {
    const [x, y, width, height] = this.box;
    const wanted = Math.min(width * by, 360 * this.narrow);
    const factor = wanted / width;
    this.show([x + (width * (1 - factor)) / 2, y + (height * (1 - factor)) / 2, wanted, height * factor]);
  }

  move(dx, dy) {
    const [x, y, width, height] = this.box;
    this.show([x + dx * width, Math.max(-95, Math.min(y + dy * height, 95 - height)), width, height]);
  }

  key(event) {
    const moves = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) this.move(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(0.6);
    else if (event.key === "-") this.zoom(1 / 0.6);
    else return;
    event.preventDefault();
  }

  drag() {
    let from = null;
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse") from = [event.clientX, event.clientY];
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!from || !event.buttons) return;
      const { width, height } = this.svg.getBoundingClientRect();
      this.move((from[0] - event.clientX) / width, (from[1] - event.clientY) / height);
      from = [event.clientX, event.clientY];
    });
    this.svg.addEventListener("pointerup", () => { from = null; });
  }
}

function apart(a, b) {
  return a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1];
}

function course(points) {
  const whole = points.slice(1).flatMap((point, i) => greatCircle(points[i], point));
  return unwrap(whole.length ? whole : points);
}

function reduce(choose, values) {
  return values.reduce((a, b) => choose(a, b));
}
