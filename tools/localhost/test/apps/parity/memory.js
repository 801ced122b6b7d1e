// What the functions of this app remember while their process lives: what ran, and gates that hold runs back.

/** @type {{ about: string }[]} */
export const seen = [];

/** Writes down that something ran; `about` is what tests ask for. */
export function tell(about, details = {}) {
  seen.push({ about, ...details });
}

const gates = new Map();

function gate(name) {
  if (!gates.has(name)) {
    let open;
    const opened = new Promise((resolve) => (open = resolve));
    gates.set(name, { open, opened });
  }
  return gates.get(name);
}

/** Resolves once the gate of that name is opened. */
export const passGate = (name) => gate(name).opened;

/** Opens a gate, for whoever waits and for whoever comes later. */
export const openGate = (name) => gate(name).open();
