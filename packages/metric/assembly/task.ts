import { areEqual } from "./equal-bytes";

/** The name of the task that is counted. */
export let task: usize = 0;
export let taskLength: usize = 0;

export function keepTask(at: usize, length: usize): void {
  task = heap.alloc(length + 16);
  memory.copy(task, at, length);
  taskLength = length;
}

export function isTask(at: usize): bool {
  return areEqual(at, task, taskLength);
}
