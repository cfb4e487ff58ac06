// Put YASGUI where the server serves it from: its script, its style sheet, and the licences of
// all that is bundled in them. Run by `npm run place`, which `make editor` does after `npm ci`.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const target = process.argv[2];
const build = join("node_modules", "@zazuko", "yasgui", "build");

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const name of ["yasgui.min.js", "yasgui.min.css"]) {
  // The maps are not served; without the comment no developer's tool asks for them.
  const text = readFileSync(join(build, name), "utf8").replace(/\n?\/[/*]# sourceMappingURL=.*/, "");
  writeFileSync(join(target, name), text);
}
writeFileSync(join(target, "licences.txt"), licences());

function licences() {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const packages = Object.entries(lock.packages).filter(([path, about]) => path && !about.optional);
  const told = packages.map(([path, about]) => {
    const name = path.replace(/^.*node_modules\//, "");
    return `\n${"=".repeat(80)}\n${name} ${about.version} (${about.license ?? "see below"})\n\n${text(path)}`;
  });
  return readFileSync("yasgui-licence.txt", "utf8") + told.join("");
}

function text(path) {
  const files = readdirSync(path).filter((name) => /^(licen[cs]e|copying)/i.test(name)).sort();
  if (files.length === 0) return "The package has no text of its licence.\n";
  return files.map((name) => readFileSync(join(path, name), "utf8")).join("\n");
}
