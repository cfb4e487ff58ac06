// What can be done with a query besides running it: download its result, link to it, copy code.
import { kindOf, languages } from "./code.js";
import { element } from "./elements.js";
import { endpoint, linkTo, say, told } from "./told.js";

/** Make the tools; `use` gives the editor that is in use, `fail` shows a problem as its result. */
export function makeTools(use, fail) {
  const downloads = element("p", { class: "downloads" });
  const link = element("input", { id: "link", type: "text", readonly: "", onfocus: (e) => e.target.select() });
  const code = codeBlock(use);
  const made = element(
    "div", { class: "use" }, downloads,
    element("p", { class: "link" }, element("label", { for: "link" }, say("link")), link, copyButton(() => link.value, say("copy-link"))),
    code.element,
  );
  const update = () => {
    const yasqe = use();
    if (!yasqe) return;
    const query = yasqe.getValue();
    link.value = linkTo(query);
    downloads.replaceChildren(`${say("download")} `, ...links(query, kindOf(yasqe), fail));
    code.update();
  };
  return { element: made, update };
}

function links(query, kind, fail) {
  const formats = kind === "graph" ? told.graphs : told.solutions;
  return formats.map(([name, label]) => {
    const href = linkTo(query, name);
    return element("a", { href, download: `kizuna.${name}`, onclick: (e) => download(e, query, name, fail) }, label);
  });
}

/** Fetch the whole result before a file is made of it: a problem never ends up in a file. */
async function download(event, query, format, fail) {
  event.preventDefault();
  const body = new URLSearchParams({ query, format });
  try {
    const answer = await fetch(endpoint, { method: "POST", body, headers: { Accept: "*/*" } });
    if (!answer.ok) throw new Error(await answer.text());
    const href = URL.createObjectURL(await answer.blob());
    element("a", { href, download: `kizuna.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  } catch (error) {
    fail(error);
  }
}

function codeBlock(use) {
  const shown = element("code");
  const pre = element("pre", { tabindex: "0", "aria-label": say("code") }, shown);
  let language = Object.keys(languages)[0];
  const buttons = Object.keys(languages).map((name) =>
    element("button", { type: "button", "aria-pressed": String(name === language), onclick: () => choose(name) }, name));
  const update = () => {
    const yasqe = use();
    if (yasqe) shown.textContent = languages[language](yasqe.getValue(), kindOf(yasqe));
  };
  const choose = (name) => {
    language = name;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === name));
    update();
  };
  const bar = element(
    "p", { class: "languages", role: "group", "aria-label": say("language") }, ...buttons,
    copyButton(() => shown.textContent, say("copy-code")),
  );
  return { element: element("details", { class: "code" }, element("summary", {}, say("code-to-copy")), bar, pre), update };
}

function copyButton(text, name) {
  const button = element("button", { type: "button", class: "copy", onclick: copy }, name);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = say("copied");
    } catch {
      button.textContent = say("not-copied");
    }
    setTimeout(() => { button.textContent = name; }, 2000);
  }
  return button;
}
