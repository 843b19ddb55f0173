/** The kiosk of a device that is signed in. */
import { button, el } from "./build.js";
import { CameraView } from "./camera_view.js";
import { codeForm } from "./code_form.js";
import { getAllBy } from "./database.js";
import { askHelp, askSignOut, showScans } from "./dialogs.js";
import { known } from "./known.js";
import { languageMenu } from "./language_menu.js";
import { lastScan } from "./last_scan.js";
import { notices } from "./notices.js";
import { readPhoto } from "./photo.js";
import { undo } from "./record.js";
import { assess, readOtherScans, use } from "./scanning.js";
import { now } from "./server_clock.js";
import { SellView } from "./sell_view.js";
import { signal } from "./signals.js";
import { statusBar } from "./status_bar.js";
import { summary } from "./summary.js";
import { isConnected, wake } from "./sync.js";
import { t } from "./texts.js";
import { verdictPanel } from "./verdict_panel.js";
import * as verdicts from "./verdicts.js";

export class KioskView {
  #libraries;
  #decode;
  #redraw;
  #camera;
  #status = el("header", {});
  #tabs = el("nav", { class: "tabs", hidden: true });
  #sell = new SellView((sale) => this.#undo(sale), (error) => this.#notRecorded(error));
  #stage = el("div", { class: "stage", tabindex: "-1" });
  #spoken = el("div", { class: "unseen", role: "status", "aria-live": "assertive" });
  #messages = el("div", { class: "notices", role: "status" });
  #last = el("div", { class: "last-place" });
  #notices = el("div", { class: "notices", role: "status" });
  #menu = el("nav", { class: "menu" });
  /** The verdict that waits for a decision: the camera does not replace it. */
  #deciding = false;
  #done = null;

  /** @param {ReadonlySet<string>} libraries @param {import("./decoder.js").Decode | null} decode @param {() => void} redraw all of the page */
  constructor(libraries, decode, redraw) {
    this.#libraries = libraries;
    this.#decode = decode;
    this.#redraw = redraw;
    this.#camera = new CameraView(decode, (words) => this.#deciding || this.handleText(words));
    this.node = el(
      "main",
      { class: "kiosk" },
      el("div", { class: "head" }, this.#status, this.#tabs),
      this.#stage,
      this.#sell.node,
      el(
        "div",
        { class: "side" },
        this.#messages,
        this.#notices,
        codeForm((words) => this.handleText(words), (file) => this.#photo(file)),
        this.#last,
        this.#menu,
      ),
      this.#spoken,
    );
    this.#stage.addEventListener("keydown", ({ key }) => key === "Escape" && this.#clear());
    this.#stage.append(this.#camera.node);
    for (const tab of ["scan", "sell"]) this.#tabs.append(button(t(tab), () => this.#open(tab), "tab"));
    this.#open("scan");
  }

  /** Shows the part for scanning or for selling. A verdict shows itself. */
  #open(tab) {
    this.node.dataset.tab = tab;
    [...this.#tabs.children].forEach((node, place) => node.setAttribute("aria-pressed", String(place === (tab === "sell" ? 1 : 0))));
  }

  async open() {
    await this.refresh();
    await this.#camera.open();
  }

  close() {
    this.#camera.close();
  }

  /** Renders everything beside the verdict again. */
  async refresh() {
    const now = await summary();
    if (!now.device) return;
    this.#status.replaceChildren(...statusBar(now, isConnected()));
    this.#notices.replaceChildren(...notices(now));
    this.#tabs.hidden = !now.list?.sale;
    if (!now.list?.sale) this.#open("scan");
    await this.#sell.refresh(now);
    clearTimeout(this.#last.firstElementChild?.dataset.over);
    const last = await lastScan(now, (scan) => this.#undo(scan), () => this.refresh());
    this.#last.replaceChildren(...[last].filter(Boolean));
    this.#menu.replaceChildren(...this.#menuItems(now));
    await this.#redrawDone();
  }

  /** Checks a scanned or typed text, and shows the verdict. */
  async handleText(words) {
    this.#messages.replaceChildren();
    const scanned = await assess(words);
    if (scanned.reading.type === "others") return this.#showOthers(scanned);
    if (scanned.verdict.name === "permit") return this.#showPermit(scanned.verdict);
    const isValid = scanned.verdict.name === "valid";
    signal(isValid ? "good" : "stop");
    return this.#show(await this.#panel(scanned), isValid);
  }

  async #panel(scanned) {
    const around = { list: (await known()).list, connected: isConnected(), now: await now() };
    const use = (units, how) => this.#use(scanned, units, how);
    const next = () => this.#clear();
    const ask = (units) => this.#show(verdicts.paymentVerdict(scanned.verdict, units, around, { use, next }), true);
    return verdicts.ticketVerdict(scanned.verdict, around, { use, next, ask });
  }

  async #use(scanned, units, how) {
    if (!this.#deciding) return;
    this.#deciding = false;
    try {
      const scan = await use(scanned, units, how);
      if (!scan) return await this.handleText(scanned.reading.ticket);
      signal("good");
      this.#done = { verdict: scanned.verdict, scan };
      this.#show(this.#donePanel());
    } catch (error) {
      this.#notRecorded(error);
    }
  }

  #donePanel() {
    const { verdict, scan } = this.#done;
    return verdicts.doneVerdict(verdict, scan, { next: () => this.#clear(), undo: () => this.#undo(scan) });
  }

  /** The server's answer may say that money can be paid back. */
  async #redrawDone() {
    if (!this.#done || this.#done.scan.outcome) return;
    const rows = await getAllBy("scans", "code", this.#done.scan.code);
    const scan = rows.find((row) => row.uuid === this.#done?.scan.uuid);
    if (!scan?.outcome) return;
    this.#done = { ...this.#done, scan };
    if (scan.action === "take_back") this.#show(this.#donePanel());
  }

  async #undo(scan) {
    try {
      await undo(scan);
      wake();
      this.#done = null;
      if (scan.sale) return this.#say([t("done_undo"), t("sale_undone_how")]);
      this.#show(verdicts.undoneVerdict({ next: () => this.#clear() }));
    } catch (error) {
      this.#notRecorded(error);
    }
  }

  #notRecorded(error) {
    signal("stop");
    this.#done = null;
    this.#show(verdicts.notRecordedVerdict(error, { next: () => this.#clear() }));
  }

  #showOthers(scanned) {
    const { scans } = scanned.reading;
    const next = () => this.#clear();
    const read = async () => {
      await readOtherScans(scanned);
      this.#show(verdicts.othersReadVerdict(scans, { next }));
    };
    signal("good");
    this.#show(verdicts.othersVerdict(scans, { next, read }), true);
  }

  #showPermit(verdict) {
    signal(verdict.why === "valid" ? "good" : "stop");
    this.#show(verdicts.permitVerdict(verdict, { next: () => this.#clear() }));
  }

  async #photo(file) {
    this.#say([t("photo_reading")]);
    const { words, trouble } = await readPhoto(file, this.#decode);
    return trouble ? this.tell(trouble) : this.handleText(words);
  }

  /** Says something that is no verdict. @param {string} name of a text */
  tell(name) {
    const said = el("div", { class: "notice" }, el("p", {}, t(name)), button(t("ok"), () => said.remove()));
    this.#messages.replaceChildren(said);
  }

  #show(shown, deciding = false) {
    this.#deciding = deciding;
    this.#open("scan");
    if (shown.name !== "done") this.#done = null;
    const panel = verdictPanel(shown);
    this.#stage.querySelector(".verdict")?.remove();
    this.#stage.append(panel);
    this.#camera.node.inert = true;
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
    this.#say([shown.word, shown.note, ...shown.lines]);
  }

  #clear() {
    this.#deciding = false;
    this.#done = null;
    this.#stage.querySelector(".verdict")?.remove();
    this.#camera.node.inert = false;
    this.#stage.focus({ preventScroll: true });
  }

  #say(lines) {
    this.#spoken.replaceChildren(...lines.filter(Boolean).map((line) => el("p", {}, line)));
  }

  #menuItems(now) {
    const share = this.#libraries.has("uqr") && button(t("show_scans"), () => showScans(now), "quiet");
    const leave = !now.waiting && button(t("sign_out"), askSignOut, "quiet");
    return [share, button(t("help"), askHelp, "quiet"), languageMenu(this.#redraw), leave].filter(Boolean);
  }
}

