/** The name of the task that is counted. */
export let task: usize = 0;
export let taskLength: usize = 0;

export function keepTask(at: usize, length: usize): void {
  task = heap.alloc(length);
  memory.copy(task, at, length);
  taskLength = length;
}

export function isTask(at: usize): bool {
  return memory.compare(at, task, taskLength) == 0;
}
