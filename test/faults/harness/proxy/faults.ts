/** `up`: from whoever connected to the server behind the proxy; `down`: back. */
export type Direction = 'up' | 'down';

export type Faults = {
  /** Added to every piece of data, each way, and up to so much more by chance. */
  latencyMs: number;
  jitterMs: number;
  /** Bytes a second each way; 0: as fast as it goes. */
  bytesPerSecond: number;
  /** Nothing is passed on and nothing refused: connections hang. */
  blackhole: boolean | Direction;
  /** How much later one end learns that the other has ended. */
  closeDelayMs: number;
  /** New connections are reset at once. */
  refuse: boolean;
};

export type Cut = {
  in: Direction;
  /** Cuts when these bytes come by … */
  pattern?: string | Buffer;
  /** … or when so many bytes went that way on one connection. */
  afterBytes?: number;
  /** Whether what holds the pattern is passed on before the cut. */
  forward: 'before' | 'after';
  /** Which occurrence, over all connections from now on; 1 when not given. */
  onHit?: number;
  /** How the ends learn of it; `reset` when not given. */
  by?: 'reset' | 'end' | 'silence';
};

/** Takes what flows one way and hands on what shall come out, at once or later. */
export type Filter = (data: Buffer, pass: (data: Buffer) => void) => void;

export type ProxyState = {
  faults: Faults;
  cuts: (Cut & { left: number; resolve: () => void })[];
  makeFilter: ((direction: Direction) => Filter) | null;
};
