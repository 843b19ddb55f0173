/** The browser's storage, if it is available. */
const kept = (shelf) => ({
  get(name, otherwise = null) {
    try {
      return JSON.parse(shelf().getItem(`sandbox.${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  clear() {
    try {
      shelf().clear();
    } catch {
      return;
    }
  },
  set(name, value) {
    try {
      shelf().setItem(`sandbox.${name}`, JSON.stringify(value));
    } catch {
      return;
    }
  },
});

export const always = kept(() => localStorage);
export const thisWindow = kept(() => sessionStorage);
