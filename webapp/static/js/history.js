// Undo and redo: every change of the picture is a pair of functions.

export class History {
  constructor(changed) {
    this.done = [];
    this.undone = [];
    this.changed = changed;
  }

  /** Do something that can be taken back. */
  run(step) {
    step.redo();
    this.done.push(step);
    this.undone = [];
    this.changed(this);
  }

  undo() {
    const step = this.done.pop();
    if (!step) return;
    step.undo();
    this.undone.push(step);
    this.changed(this);
  }

  redo() {
    const step = this.undone.pop();
    if (!step) return;
    step.redo();
    this.done.push(step);
    this.changed(this);
  }
}
