/** Why a thread could not go on: an input can't be read, or a line in it is too long. It can be posted. */
export class ScanFailure extends Error {
  override readonly name = "ScanFailure";
  /** The input's place among all. */
  readonly input: number;
  /** Where the line begins that is too long, in bytes. */
  readonly longLineAt: number | undefined;

  constructor(input: number, reason: string, longLineAt?: number, options?: ErrorOptions) {
    super(reason, options);
    this.input = input;
    this.longLineAt = longLineAt;
  }
}
