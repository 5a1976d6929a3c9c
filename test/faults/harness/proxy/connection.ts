import type { Socket } from 'node:net';
import { Pipe } from './pipe.ts';
import type { Cut, Direction, ProxyState } from './faults.ts';

/** One client's connection and the one made for it. */
export class Connection {
  onClosed: () => void = () => undefined;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #pipes: Pipe[];

  constructor(client: Socket, server: Socket, state: ProxyState, bytes: Record<Direction, number>) {
    this.#client = client;
    this.#server = server;
    const pipe = (direction: Direction, from: Socket, to: Socket) =>
      new Pipe({
        direction,
        from,
        to,
        state,
        bytes,
        onCut: (by, forwarded) => this.#cut(direction, by, forwarded),
      });
    this.#pipes = [pipe('up', client, server), pipe('down', server, client)];
    for (const socket of [client, server]) {
      socket.on('error', () => this.cut('reset'));
      socket.once('close', () => this.#closed());
    }
  }

  /** The faults changed. */
  look(): void {
    for (const pipe of this.#pipes) pipe.look();
  }

  renewFilters(): void {
    for (const pipe of this.#pipes) pipe.renewFilter();
  }

  cut(by: Cut['by'] = 'reset'): void {
    if (by === 'silence') return this.#hang();
    this.#leave(this.#client, by);
    this.#leave(this.#server, by);
  }

  /** What was forwarded must be read by the other side before it learns of the end. */
  #cut(direction: Direction, by: Cut['by'] = 'reset', forwarded: boolean): void {
    if (by === 'silence' || !forwarded) return this.cut(by);
    const [near, far] =
      direction === 'up' ? [this.#client, this.#server] : [this.#server, this.#client];
    this.#leave(near, by);
    this.#leave(far, 'end');
  }

  #leave(socket: Socket, by: 'reset' | 'end'): void {
    if (socket.destroyed) return;
    for (const pipe of this.#pipes) pipe.stop();
    if (by === 'reset') socket.resetAndDestroy();
    else {
      socket.end();
      socket.resume();
    }
  }

  #hang(): void {
    for (const pipe of this.#pipes) pipe.stop();
  }

  #closed(): void {
    if (this.#client.destroyed && this.#server.destroyed) this.onClosed();
  }
}
