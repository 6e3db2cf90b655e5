import { offDescription, onDescription, parsedFlag, type WrappedRun } from "./wrapped-run.ts";

/** A value, a promise of it, or a function that returns either: citty takes any. */
type Resolvable<Value> = Value | Promise<Value> | (() => Value | Promise<Value>);

/** The part of a command of citty (tested with 0.2) that is used here. */
interface CittyCommand {
  meta?: Resolvable<{ readonly name?: string | undefined }> | undefined;
  args?: Resolvable<Readonly<Record<string, unknown>>> | undefined;
  subCommands?: Resolvable<Readonly<Record<string, Resolvable<CittyCommand>>>> | undefined;
  setup?: ((context: CittyContext) => unknown) | undefined;
}

interface CittyContext {
  readonly args: Readonly<Record<string, unknown>>;
}

export function isCitty(program: object): program is CittyCommand {
  return typeof program === "object" && ("run" in program || "subCommands" in program);
}

export function wrapCitty(program: CittyCommand, run: WrappedRun): void {
  const wrapped = new WeakSet<CittyCommand>();
  const wrap = (command: CittyCommand, names: readonly string[]): CittyCommand => {
    if (wrapped.has(command)) return command;
    wrapped.add(command);
    command.args = then(command.args ?? {}, withFlags);
    if (command.subCommands !== undefined) {
      command.subCommands = then(command.subCommands, (subCommands) =>
        Object.fromEntries(
          Object.entries(subCommands).map(([name, subCommand]) => [
            name,
            then(subCommand, (resolved) => wrap(resolved, [...names, name])),
          ]),
        ),
      );
    }
    const { setup } = command;
    // Called for the program, then for the command in it, and so on: the last is the one that runs.
    command.setup = (context) => {
      run.isTask = true;
      run.command = names.join(" ") || undefined;
      run.flag = parsedFlag(context.args["analytics"] ?? run.flag?.analytics);
      return setup?.(context);
    };
    return command;
  };
  wrap(program, []);
  // A name that has to be computed is not waited for: the run may end before.
  if (typeof program.meta === "object" && "name" in program.meta) run.name = program.meta.name;
}

function withFlags(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const analytics = {
    type: "boolean",
    description: onDescription,
    negativeDescription: offDescription,
  };
  return { ...args, analytics: args["analytics"] ?? analytics };
}

/** Applies a function to what something resolves to, without resolving it any sooner. */
function then<From, To>(resolvable: Resolvable<From>, change: (value: From) => To): Resolvable<To> {
  if (typeof resolvable === "function") {
    const resolve = resolvable as () => From | Promise<From>;
    return () => thenNow(resolve(), change);
  }
  return thenNow(resolvable, change);
}

function thenNow<From, To>(value: From | Promise<From>, change: (value: From) => To): To | Promise<To> {
  return value instanceof Promise ? value.then(change) : change(value);
}
