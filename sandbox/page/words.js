/** The page's own words in other languages than English; what the sandbox was given is added by `useWords`. */
const OWN = {
  ms: {
    "Skip to the first phone": "Langkau ke telefon pertama",
    "Start here: 2 minutes": "Mula di sini: 2 minit",
    More: "Lagi",
    "+1 hour": "+1 jam",
    "Tomorrow 10:00": "Esok 10:00",
    "Next: {what}, {time}": "Seterusnya: {what}, {time}",
    "Step {n} of {all}": "Langkah {n} daripada {all}",
    "Show me": "Tunjukkan",
    Skip: "Langkau",
    Close: "Tutup",
    "Done. What next?": "Siap. Apa lagi?",
    "{n} new": "{n} baharu",
    Write: "Tulis",
    "Show this to:": "Tunjukkan ini kepada:",
    "Send this link to:": "Hantar pautan ini kepada:",
    "edited": "disunting",
    "typing…": "sedang menaip…",
    "Lorong is starting": "Lorong sedang bermula",
    Theme: "Tema",
    "Theme: {theme}": "Tema: {theme}",
    system: "sistem",
    light: "cerah",
    dark: "gelap",
    Keys: "Kekunci",
    "For developers: Bot API calls": "Untuk pembangun: panggilan Bot API",
  },
  "zh-Hans": {
    "Skip to the first phone": "跳到第一部手机",
    "Start here: 2 minutes": "从这里开始：两分钟",
    More: "更多",
    "+1 hour": "+1 小时",
    "Tomorrow 10:00": "明天 10:00",
    "Next: {what}, {time}": "接下来：{what}，{time}",
    "Step {n} of {all}": "第 {n} 步，共 {all} 步",
    "Show me": "指给我看",
    Skip: "跳过",
    Close: "关闭",
    "Done. What next?": "完成了。接下来试试？",
    "{n} new": "{n} 条新消息",
    Write: "写点什么",
    "Show this to:": "给谁看：",
    "Send this link to:": "把链接发给：",
    "edited": "已编辑",
    "typing…": "正在输入…",
    "Lorong is starting": "Lorong 正在启动",
    Theme: "主题",
    "Theme: {theme}": "主题：{theme}",
    system: "跟随系统",
    light: "浅色",
    dark: "深色",
    Keys: "快捷键",
    "For developers: Bot API calls": "开发者：Bot API 调用",
  },
};
const PLACES = { en: "en-GB", ms: "ms-MY", "zh-Hans": "zh-CN" };

let words = {};
let locale = "en-GB";

const primary = (code) => code.toLowerCase().split(/[-_]/)[0];

/** The language of the page: of `?lang=`, else the first of the browser's that the page has, else its first. */
export function chosenLanguage(languages) {
  const asked = new URLSearchParams(window.location.search).get("lang");
  const codes = languages.map(([code]) => code);
  const serving = (code) => codes.find((each) => primary(each) === primary(code));
  const found = [asked, ...navigator.languages].filter(Boolean).map(serving).find(Boolean);
  return { language: found ?? codes[0], asked: Boolean(asked && serving(asked)) };
}

export function useWords(language, given) {
  words = { ...OWN[language], ...given[language] };
  locale = PLACES[language] ?? "en-GB";
  document.documentElement.lang = language;
}

export const pageLocale = () => locale;

/** A text in the page's language, `{name}` filled in. A number within a text that is not known as it is stands for `{n}`. */
export function t(text, values = {}) {
  const [number] = text.match(/\d+/) ?? [];
  const known = words[text] ?? words[text.replace(/\d+/, "{n}")]?.replace("{n}", number) ?? text;
  return known.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
