// Places in the solutions, and how they lie on a map: degrees east and north, no projection yet.
import { number } from "./rows.js";

const WKT = /geosparql#wktLiteral$/;
const SHAPE = /^\s*(?:<([^>]*)>)?\s*(POINT|LINESTRING|MULTIPOINT)\s*Z?M?\s*\(([^A-Za-z]*)\)\s*$/i;

/** Read a literal of WKT as a list of [longitude, latitude], or null. */
export function readShape(term) {
  if (!term || !WKT.test(term.datatype ?? "")) return null;
  const found = SHAPE.exec(term.value);
  if (!found) return null;
  const swapped = /EPSG\/\S*\/4326$/.test(found[1] ?? "");
  const points = found[3].split(",").map((text) => {
    const [x, y] = text.replace(/[()]/g, " ").trim().split(/\s+/).map(Number);
    return swapped ? [y, x] : [x, y];
  });
  if (!points.every(isPlace)) return null;
  return { kind: found[2].toUpperCase(), points };
}

function isPlace([x, y]) {
  return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x) <= 360 && Math.abs(y) <= 90;
}

const EAST = /^(long?|lng|longitude)$/i;
const NORTH = /^(lat|latitude)$/i;

/** Find the places and lines of all solutions; two points in one solution are a line. */
export function readPlaces(results) {
  const variables = results.getVariables();
  const east = variables.find((name) => EAST.test(name));
  const north = variables.find((name) => NORTH.test(name));
  const places = new Map();
  const lines = [];
  for (const binding of results.getBindings() ?? []) {
    const ends = [];
    for (const name of variables) {
      const shape = readShape(binding[name]);
      if (!shape) continue;
      if (shape.kind === "LINESTRING") lines.push({ points: shape.points, label: label(binding, variables) });
      else for (const point of shape.points) ends.push({ point, label: label(binding, variables, name) });
    }
    if (east && north) {
      const point = [number(binding[east]), number(binding[north])];
      if (isPlace(point)) ends.push({ point, label: label(binding, variables) });
    }
    for (const end of ends) keep(places, end);
    if (ends.length === 2) {
      lines.push({ points: ends.map((end) => end.point), label: label(binding, variables) });
    }
  }
  return { places: [...places.values()].sort((a, b) => b.times - a.times), lines };
}

function keep(places, { point, label: name }) {
  const key = point.join(" ");
  const known = places.get(key) ?? { point, labels: new Set(), times: 0 };
  known.times += 1;
  if (name) known.labels.add(name);
  places.set(key, known);
}

/** Name a place by the plain text before its own column, else by the first text there is. */
function label(binding, variables, column) {
  const texts = variables.filter((name) => {
    const term = binding[name];
    return term && term.type !== "uri" && term.type !== "bnode" && !WKT.test(term.datatype ?? "") &&
      Number.isNaN(number(term));
  });
  const before = texts.filter((name) => variables.indexOf(name) < variables.indexOf(column)).at(-1);
  return binding[before ?? texts[0]]?.value ?? "";
}

const RADIAN = Math.PI / 180;

/** Go from one place to another by the shortest way, in steps of about two degrees. */
export function greatCircle([x1, y1], [x2, y2]) {
  const [a, b] = [vector(x1, y1), vector(x2, y2)];
  const angle = Math.acos(Math.min(1, Math.max(-1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  const steps = Math.max(1, Math.ceil(angle / RADIAN / 2));
  if (angle < 1e-9 || Math.PI - angle < 1e-6) return [[x1, y1], [x2, y2]];
  return Array.from({ length: steps + 1 }, (_, i) => {
    const [p, q] = [Math.sin(angle * (1 - i / steps)), Math.sin((angle * i) / steps)];
    const [x, y, z] = a.map((value, axis) => (p * value + q * b[axis]) / Math.sin(angle));
    return [Math.atan2(y, x) / RADIAN, Math.atan2(z, Math.hypot(x, y)) / RADIAN];
  });
}

function vector(x, y) {
  const [east, north] = [x * RADIAN, y * RADIAN];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}

/** Let longitudes go on past 180 degrees, so that a line never jumps across the map. */
export function unwrap(points) {
  const whole = [points[0]];
  for (const [x, y] of points.slice(1)) {
    whole.push([x - 360 * Math.round((x - whole.at(-1)[0]) / 360), y]);
  }
  return whole;
}

/** Find the meridian at which to cut the world: in the middle of the widest empty gap. */
export function meridian(longitudes) {
  const around = [...new Set(longitudes.map((x) => ((x % 360) + 360) % 360))].sort((a, b) => a - b);
  if (around.length === 0) return -180;
  let [widest, cut] = [0, 180];
  around.forEach((x, i) => {
    const gap = (around[i + 1] ?? around[0] + 360) - x;
    if (gap > widest + 1e-9) [widest, cut] = [gap, x + gap / 2];
  });
  return widest < 20 ? -180 : cut > 180 ? cut - 360 : cut;
}
