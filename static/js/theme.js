// Light or dark: what the person chose, else what the device prefers. Runs before the first paint.
(function () {
  "use strict";
  const KEY = "liaison-theme";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const apply = () => {
    document.documentElement.dataset.bsTheme = chosen() || (dark.matches ? "dark" : "light");
  };
  apply();
  // Style sheets know from the first paint on that scripts will take part (scripted.css).
  document.documentElement.classList.add("scripted");
  dark.addEventListener("change", apply);

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
        try { localStorage.setItem(KEY, next); } catch { /* the choice lasts for this page only */ }
        document.documentElement.dataset.bsTheme = next;
      });
    }
  });
})();
