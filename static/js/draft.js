// Keeps what was typed into <form data-draft="key"> in this browser until it is saved, for this user only, and offers
// it when the form is opened again: for a closed tab, a dead network, a log-in that ran out.
// It is forgotten after saving, after 放弃, at log-out, when somebody else logs in, and after a week.
// It lies there encrypted, with a key that only pages of this user carry. Where the browser gives no cipher (a site
// without HTTPS), forms are kept in plain text, except those with data-draft-private, which are not kept at all.
// Files, passwords, token and version are never kept; the once-key is: a form whose answer was lost is not saved twice.
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
  const write = (key, kept) => attempt(() => localStorage.setItem(key, JSON.stringify(kept)));
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

  // --- the cipher ------------------------------------------------------------------------------
  const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const toText = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
  const canSeal = () => Boolean(window.crypto?.subtle && document.body.dataset.draftKey);
  let secret;
  const cipherKey = () => (secret ||= crypto.subtle.importKey("raw", toBytes(document.body.dataset.draftKey), "AES-GCM", false, ["encrypt", "decrypt"]));

  async function seal(draft) {
    if (!canSeal()) return draft;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(draft));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await cipherKey(), text);
    return { at: draft.at, iv: toText(iv), sealed: toText(sealed) };
  }

  // Null where there is no draft, or one under another key (the password was changed since).
  async function open(key) {
    const kept = read(key);
    if (!kept?.sealed) return kept;
    try {
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(kept.iv) }, await cipherKey(), toBytes(kept.sealed));
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      forget(key);
      return null;
    }
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
    // Scripts that add rows make room first.
    form.dispatchEvent(new CustomEvent("draft:restore", { detail: draft.fields }));
    if (draft.once && form.elements.once_key) form.elements.once_key.value = draft.once;
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

  function say(form, tone, words) {
    form.querySelectorAll(".draft-notice").forEach((old) => old.remove());
    const box = notice(tone, words);
    (form.querySelector(".form-buttons") || form.lastElementChild).before(box);
    if (tone === "warning") box.scrollIntoView({ block: "nearest" }); // the button that stays in sight may be far above
  }

  function warnOffline(form) {
    say(form, "warning", word(isKept(form) ? "offline" : "offline-private"));
    window.addEventListener("online", () => say(form, "info", word("online")), { once: true });
  }

  // Whether the server answers at all: a device may well think that it is connected. Whoever is slow is not called dead.
  async function isReached() {
    if (!navigator.onLine) return false;
    const options = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(4000) };
    return fetch(document.getElementById("draft-words").dataset.alive, options).then(() => true, (error) => error.name === "TimeoutError");
  }

  let leaving = false; // after log-out nothing is written any more

  const isKept = (form) => canSeal() || !("draftPrivate" in form.dataset);

  async function watch(form) {
    const key = `${PREFIX}${document.body.dataset.user}:${form.dataset.draft}`;
    const refused = Boolean(form.querySelector("[data-error-summary]"));
    const untouched = JSON.stringify(collect(form));
    let offered = null;
    let waiting = null;
    let turn = 0;

    const keep = async () => {
      clearTimeout(waiting);
      waiting = null;
      const fields = collect(form);
      if (leaving || !isKept(form)) return;
      if (!refused && JSON.stringify(fields) === untouched) return;
      offered?.remove(); // who types anew has decided against the old draft
      const mine = ++turn;
      const kept = await seal({ at: Date.now(), fields, labels: labelsOf(form), once: form.elements.once_key?.value });
      if (mine === turn && !leaving) write(key, kept);
    };
    const later = () => { clearTimeout(waiting); waiting = setTimeout(keep, 150); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.addEventListener("pagehide", () => { if (waiting) keep(); });
    form.addEventListener("submit", (event) => submit(form, key, keep, event));

    const draft = await open(key);
    if (draft && !turn && !refused && JSON.stringify(draft.fields) !== untouched) offered = offer(form, key, draft);
  }

  // First whether the server is there; then the form is sent as the person sent it.
  async function submit(form, key, keep, event) {
    if (form.dataset.reached) {
      delete form.dataset.reached;
      attempt(() => sessionStorage.setItem(SENT, key));
      return;
    }
    event.preventDefault();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    await keep();
    const reached = await isReached();
    delete form.dataset.asking;
    if (!reached) return warnOffline(form);
    form.dataset.reached = "1";
    form.requestSubmit(event.submitter);
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
