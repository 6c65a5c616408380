// Lines copied from a workbook and pasted into a table that is typed into (<table data-paste data-rows="100">): they fill
// the cells from there on to the right and down, and rows are added as they are needed.
(function () {
  "use strict";
  const all = (selector, root) => Array.from(root.querySelectorAll(selector));
  const rows = (table) => all("tbody tr", table);
  const boxes = (row) => all("input:not([type=hidden]), select, textarea", row);

  // 2026/11/3, 2026.11.3 and 2026年11月3日 as the browser's date picker takes them.
  function day(text) {
    const parts = /^(\d{4})\D(\d{1,2})\D(\d{1,2})\D?$/.exec(text);
    return parts ? [parts[1], parts[2].padStart(2, "0"), parts[3].padStart(2, "0")].join("-") : text;
  }

  function put(box, text) {
    const option = box.options && Array.from(box.options).find((one) => one.text.trim() === text);
    if (option) box.value = option.value;
    else if (!box.options) box.value = box.type === "date" ? day(text) : text;
  }

  // A copy of the last row, emptied and numbered on; null where there are enough.
  function addRow(table) {
    const total = table.closest("form").querySelector("[name$=TOTAL_FORMS]");
    const number = Number(total.value);
    if (number >= Number(table.dataset.rows)) return null;
    const last = rows(table).at(-1);
    const row = last.cloneNode(true);
    for (const part of all("*", row)) {
      for (const name of ["id", "name", "for"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(/form-\d+-/, `form-${number}-`));
      }
    }
    all("th, label", row).forEach((part) => { part.textContent = part.textContent.replace(/\d+/, number + 1); });
    all(".field-error", row).forEach((part) => part.remove());
    boxes(row).forEach((box) => { if (!box.options) box.value = ""; });
    last.after(row);
    total.value = number + 1;
    return row;
  }

  function paste(table, event) {
    const text = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n+$/, "");
    const box = event.target.closest("input, select, textarea");
    if (!box || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const first = rows(table).indexOf(box.closest("tr"));
    const column = boxes(box.closest("tr")).indexOf(box);
    text.split("\n").forEach((line, number) => {
      const row = rows(table)[first + number] || addRow(table);
      if (row) line.split("\t").forEach((cell, along) => { const into = boxes(row)[column + along]; if (into) put(into, cell.trim()); });
    });
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("DOMContentLoaded", () => all("[data-paste]", document).forEach((table) => {
    table.addEventListener("paste", (event) => paste(table, event));
    // A draft with more rows than there are (draft.js).
    table.closest("form").addEventListener("draft:restore", (event) => {
      while (Object.keys(event.detail).some((name) => name.startsWith(`form-${rows(table).length}-`)) && addRow(table));
    });
    all("[data-paste-hint]", document).forEach((hint) => { hint.hidden = false; });
  }));
})();
