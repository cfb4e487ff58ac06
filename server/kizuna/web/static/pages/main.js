// What pages do more where scripts run: each part starts where a page has what it is for.
import { startList } from "./lists.js";
import { startMaps } from "./maps.js";
import { startMarks } from "./marks.js";
import { startSuggestions } from "./suggestions.js";

for (const field of document.querySelectorAll("input[data-suggest]")) startSuggestions(field);
for (const form of document.querySelectorAll("form[data-live]")) startList(form.dataset.live);
startMarks();
startMaps();
