// Loaded before a program (`node --import`): its clock is CLOCK_SHIFT_MS ahead of the machine's.
const shiftMs = Number(process.env["CLOCK_SHIFT_MS"]);
const MachineDate = globalThis.Date;

globalThis.Date = class extends MachineDate {
  constructor(...given) {
    super(...(given.length === 0 ? [MachineDate.now() + shiftMs] : given));
  }
  static now() {
    return MachineDate.now() + shiftMs;
  }
};
