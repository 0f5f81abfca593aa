"use strict";
// Everything works without this script. It shows times in the browser's zone, reads live pages again, copies texts, and checks all boxes of a list.
(() => {
  const REFRESH_MS = 5000;
  const sameDay = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit", second: "2-digit"});
  const otherDay = new Intl.DateTimeFormat(undefined, {month: "short", day: "numeric", hour: "2-digit", minute: "2-digit"});

  function showTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      if (!isNaN(at)) {
        time.textContent = (at.toDateString() === new Date().toDateString() ? sameDay : otherDay).format(at);
      }
    }
  }

  // What only works with this script is shown by it: on the page, and in what is read again.
  function enhance(root) {
    showTimes(root);
    for (const control of root.querySelectorAll("button[data-copy], input[data-all]")) {
      control.hidden = false;
    }
  }

  // A person who selects, types or opens something is not interrupted.
  function isBusy(main) {
    const active = document.activeElement;
    return document.hidden || !getSelection().isCollapsed || (active && main.contains(active) && active.matches("input, select, textarea"))
      || main.querySelector("input[type=checkbox]:checked, details[open]") !== null;
  }

  // The daemon is away, or the session has ended: old figures must not look like new ones.
  function showStale(isStale) {
    document.getElementById("stale").hidden = !isStale;
  }

  async function refresh(main) {
    try {
      if (isBusy(main)) {
        return;
      }
      const url = new URL(location.href);
      url.searchParams.delete("done");
      // The header tells that nobody is at work: it does not keep the session open.
      const response = await fetch(url, {headers: {Accept: "text/html", "Mail-Sender-Refresh": "1"}, redirect: "error", cache: "no-store"});
      showStale(!response.ok);
      if (!response.ok) {
        return;
      }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const parts = page.querySelectorAll("[data-part]");
      enhance(page);
      for (const part of parts) {
        const shown = document.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
        if (shown && shown.innerHTML !== part.innerHTML && !isBusy(main)) {
          const focused = shown.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
          shown.replaceChildren(...part.childNodes);
          if (focused !== null) {
            shown.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
          }
        }
      }
    } catch (failure) {
      showStale(true);
    } finally {
      setTimeout(refresh, REFRESH_MS, main);
    }
  }

  function copy(button) {
    const text = document.getElementById(button.dataset.copy).textContent;
    const done = () => { button.textContent = "Copied"; };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(done);
    } else {
      // Over clear text browsers have no clipboard API: the text is selected, ready to be copied.
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      button.textContent = "Selected: press Ctrl+C";
    }
  }

  enhance(document);
  document.addEventListener("click", event => {
    const button = event.target.closest("button[data-copy]");
    if (button) {
      copy(button);
    }
  });
  document.addEventListener("change", event => {
    if (event.target.matches("input[data-all]")) {
      for (const box of document.querySelectorAll(`input[name="${CSS.escape(event.target.dataset.all)}"]`)) {
        box.checked = event.target.checked;
      }
    }
  });
  const main = document.getElementById("main");
  if (main && main.dataset.live) {
    setTimeout(refresh, REFRESH_MS, main);
  }
})();
