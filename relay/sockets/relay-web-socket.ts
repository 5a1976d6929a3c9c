import { WebSocket } from 'ws';

const tooManyFragments = 1008;
const tooBig = 1009;

/** `ws` closes a message of too many fragments with 1008; to a client it is as much too big. */
export class RelayWebSocket extends WebSocket {
  /** The code of the first close frame that was written, 1006 before. */
  closeCodeSent = 1006;

  override close(code?: number, data?: string | Buffer): void {
    const told = code === tooManyFragments ? tooBig : code;
    if (this.closeCodeSent === 1006) this.closeCodeSent = told ?? 1005;
    super.close(told, data);
  }
}
