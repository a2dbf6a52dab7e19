// Keys for the marking page. Everything works without this script, by mouse.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("verdict");
  const keysOn = byId("keys-on");
  const boxes = form ? [...form.querySelectorAll("[name=ticked]")] : [];
  const state = () => (form ? new URLSearchParams(new FormData(form)).toString() : "");
  const before = state();
  let leaving = false;

  const showSum = () => {
    const out = byId("sum");
    if (!out) return;
    const ticked = boxes.filter((box) => box.checked);
    const sum = ticked.reduce((all, box) => all + Number(box.dataset.marks), 0);
    const most = Number(out.dataset.most);
    out.textContent = String(Number(Math.min(Math.max(sum, 0), most).toFixed(4)));
  };

  const press = (id) => {
    const button = byId(id);
    if (!button || leaving) return;
    if (button.form) {
      leaving = true;
      button.form.requestSubmit(button);
    } else {
      button.click();
    }
  };

  // A key that was meant for the page before must not give anybody a zero.
  let asked = false;
  const save = () => {
    const said = boxes.some((box) => box.checked) || byId("outside").value.trim();
    if (said || asked || form.dataset.marked) {
      press("save");
      return;
    }
    asked = true;
    byId("ask").hidden = false;
  };

  const go = (id, saving) => {
    const link = byId(id);
    if (state() !== before) press(saving);
    else if (link) link.click();
  };

  const toggle = (box) => {
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const write = (id) => {
    byId(id).focus();
    byId(id).select();
  };

  const keys = {
    s: save,
    n: () => go("following", "save-following"),
    ArrowRight: () => go("following", "save-following"),
    p: () => go("previous", "save-previous"),
    ArrowLeft: () => go("previous", "save-previous"),
    c: () => write("comment"),
    o: () => write("outside"),
    f: () => toggle(byId("flagged")),
    u: () => {
      const undo = byId("undo");
      if (!undo || leaving) return;
      leaving = true;
      undo.requestSubmit();
    },
    q: () => unfold("question"),
    r: () => unfold("reference"),
  };

  const unfold = (id) => {
    const details = byId(id);
    if (details) details.open = !details.open;
  };

  const writes = (element) =>
    element.matches("textarea, input:not([type=checkbox]), select");

  document.addEventListener("keydown", (event) => {
    if (leaving) {
      event.preventDefault(); // meant for the page that is on its way
      return;
    }
    if (event.ctrlKey && event.key === "Enter" && form) {
      event.preventDefault();
      save();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (writes(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (!form) {
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) link.click();
      return;
    }
    if (!keysOn.checked || event.repeat) return;
    const box = boxes.find((one) => one.dataset.digit === event.key);
    const act = box ? () => toggle(box) : keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  if (form) {
    form.addEventListener("change", () => {
      asked = false;
      byId("ask").hidden = true;
      showSum();
    });
    form.addEventListener("submit", () => {
      leaving = true;
    });
    showSum();
    keysOn.checked = localStorage.getItem("keys") !== "off";
    keysOn.addEventListener("change", () => {
      localStorage.setItem("keys", keysOn.checked ? "on" : "off");
    });
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && state() !== before) event.preventDefault();
    });
    window.addEventListener("pageshow", () => {
      leaving = false;
    });
  }
})();
