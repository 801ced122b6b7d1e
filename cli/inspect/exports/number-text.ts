/** A number as an export wrote it: every digit, whatever JavaScript could hold. */
export class NumberText {
  constructor(readonly text: string) {}
}
