// Keeps what was typed into <form data-draft="key"> in this browser until it is saved, for this user only, and offers
// it when the form is opened again: for a closed tab, a dead network, a log-in that ran out.
// It is forgotten after saving, after 放弃, at log-out, when somebody else logs in, and after a week.
// Files, passwords and the hidden fields of the form (token, once-key, version) are never kept.
(function () {
  "use strict";
  const PREFIX = "liaison-draft:";
  const SENT = "liaison-draft-sent";
  const KEEP_MS = 7 * 86400000;

  // --- what the browser holds ------------------------------------------------------------------
  function attempt(act) {
    try { return act(); } catch { return null; } // storage is full or forbidden: there are no drafts then
  }

  const read = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
  const write = (key, draft) => attempt(() => localStorage.setItem(key, JSON.stringify(draft)));
  const forget = (key) => attempt(() => localStorage.removeItem(key));
  const keys = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) || [];
  const forgetAll = (except) => keys().filter((key) => !except || !key.startsWith(except)).forEach(forget);

  function forgetStale() {
    keys().filter((key) => !(Date.now() - (read(key) || {}).at < KEEP_MS)).forEach(forget);
  }

  // The form left, and the page that came back says that it was saved (or had been saved before).
  function forgetSaved() {
    const key = attempt(() => sessionStorage.getItem(SENT));
    if (!key || !document.querySelector("[data-level=success], [data-level=info]")) return;
    attempt(() => sessionStorage.removeItem(SENT));
    forget(key);
  }

  // --- what a form holds -----------------------------------------------------------------------
  const NEVER = ["hidden", "file", "password", "submit", "button"];
  const boxes = (form) => Array.from(form.elements).filter((box) => box.name && !NEVER.includes(box.type));
  const ticks = (box) => box.type === "checkbox" || box.type === "radio";

  function valuesOf(box) {
    if (ticks(box)) return box.checked ? [box.value] : [];
    return box.tagName === "SELECT" ? Array.from(box.selectedOptions, (option) => option.value) : [box.value];
  }

  function collect(form) {
    const fields = {};
    for (const box of boxes(form)) (fields[box.name] ||= []).push(...valuesOf(box));
    return fields;
  }

  // Choices that the server offers only on asking (choose.js) are kept with their labels.
  function labelsOf(form) {
    const asked = boxes(form).filter((box) => box.dataset.chooseUrl);
    return Object.fromEntries(asked.map((box) => [box.name, Array.from(box.selectedOptions, (o) => [o.value, o.text])]));
  }

  function restore(form, draft) {
    const taken = {};
    for (const box of boxes(form)) {
      const values = draft.fields[box.name];
      if (!values) continue;
      if (ticks(box)) box.checked = values.includes(box.value);
      else if (box.tagName === "SELECT") select(box, values, draft.labels[box.name] || []);
      else box.value = values[taken[box.name] = (taken[box.name] ?? -1) + 1] ?? "";
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function select(box, values, labels) {
    const known = new Set(Array.from(box.options, (option) => option.value));
    for (const [value, label] of labels) if (!known.has(value)) box.add(new Option(label, value));
    for (const option of box.options) option.selected = values.includes(option.value);
  }

  // --- what the person sees --------------------------------------------------------------------
  const word = (id) => document.getElementById("draft-words").content.querySelector(`[data-word=${id}]`).textContent;

  function button(label, kind, act) {
    const element = document.createElement("button");
    Object.assign(element, { type: "button", className: `btn btn-sm btn-${kind}`, textContent: label });
    element.addEventListener("click", act);
    return element;
  }

  function notice(tone, words, ...buttons) {
    const box = document.createElement("div");
    box.className = `alert alert-${tone} notice draft-notice`;
    box.setAttribute("role", tone === "warning" ? "alert" : "status");
    const text = document.createElement("div");
    text.textContent = words;
    const side = document.createElement("div");
    side.className = "draft-buttons";
    side.append(...buttons);
    box.append(text, ...(buttons.length ? [side] : []));
    return box;
  }

  function offer(form, key, draft) {
    const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const take = () => { restore(form, draft); box.remove(); form.querySelector("input:not([type=hidden]), select, textarea").focus(); };
    const drop = () => { forget(key); box.remove(); };
    const box = notice("info", word("found").replace("{when}", when), button(word("restore"), "secondary", take), button(word("discard"), "link", drop));
    form.before(box);
    return box;
  }

  function warnOffline(form) {
    form.querySelectorAll(".draft-notice").forEach((old) => old.remove());
    (form.querySelector(".form-buttons") || form.lastElementChild).before(notice("warning", word("offline")));
  }

  let leaving = false; // after log-out nothing is written any more

  function watch(form) {
    const key = `${PREFIX}${document.body.dataset.user}:${form.dataset.draft}`;
    const refused = Boolean(form.querySelector("[data-error-summary]"));
    const untouched = JSON.stringify(collect(form));
    const draft = read(key);
    const offered = draft && !refused && JSON.stringify(draft.fields) !== untouched ? offer(form, key, draft) : null;
    let waiting = null;

    const keep = () => {
      clearTimeout(waiting);
      waiting = null;
      const fields = collect(form);
      if (leaving) return;
      if (!refused && JSON.stringify(fields) === untouched) return;
      offered?.remove(); // who types anew has decided against the old draft
      write(key, { at: Date.now(), fields, labels: labelsOf(form) });
    };
    const later = () => { clearTimeout(waiting); waiting = setTimeout(keep, 300); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.addEventListener("pagehide", () => { if (waiting) keep(); });
    form.addEventListener("submit", (event) => {
      keep();
      if (navigator.onLine) {
        attempt(() => sessionStorage.setItem(SENT, key));
      } else {
        event.preventDefault();
        warnOffline(form);
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const user = document.body.dataset.user;
    forgetStale();
    document.querySelectorAll("form[data-forget-drafts]").forEach((form) => form.addEventListener("submit", () => { leaving = true; forgetAll(); }));
    if (!user) return;
    forgetAll(`${PREFIX}${user}:`);
    forgetSaved();
    document.querySelectorAll("form[data-draft]").forEach(watch);
  });
})();
