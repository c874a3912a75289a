import { setTimeout as sleep } from 'node:timers/promises';
import type { MimeBundle } from '../host';
import type { Failure } from './failure';
import { Session } from './session';
import type { Message, Tslab } from './tslab';

/** Requests that already wait when a cell fails are dropped; this is the time to read them from the socket. */
const dropMilliseconds = 50;

/** Front ends ask these at each connection and do without an answer; tslab would print a complaint into a cell. */
const unanswered = new Set(['history_request', 'comm_open', 'comm_msg', 'comm_close']);

function messageType(frames: Buffer[]): string {
  // Addresses, a delimiter, the signature, then the header.
  const delimiter = frames.findIndex((frame) => frame.toString() === '<IDS|MSG>');
  return JSON.parse(String(frames[delimiter + 2])).msg_type;
}

type Publish = (type: string, content: unknown) => void;
type Reply = Failure & { status: 'error'; execution_count: number };

/** Ends a queued task so that the tasks behind it are dropped. */
class CellFailed extends Error {
  constructor(readonly reply: Reply) {
    super(reply.evalue);
  }
}

/** Serve the Jupyter protocol on the sockets that `connectionFile` names, running cells in `tslab`. */
export async function serve(tslab: Tslab, connectionFile: string): Promise<Session> {
  let publish: Publish = () => {};
  let executionCount = 0;
  const display = (data: MimeBundle) => publish('display_data', { data, metadata: {}, transient: {} });
  const session = new Session(tslab, display);
  const handler = new tslab.jupyter.JupyterHandlerImpl(session.executor, false);
  const server = new tslab.jupyter.ZmqServer(handler, connectionFile);

  async function runCell({ code, silent, stop_on_error }: Message['content'], toFrontEnd: Publish) {
    publish = toFrontEnd;
    if (!silent) executionCount += 1;
    const execution_count = executionCount;
    redirectOutput();
    if (!silent) publish('execute_input', { code, execution_count });
    const failure = await session.run(code, execution_count);
    if (!failure) return { status: 'ok', execution_count, user_expressions: {}, payload: [] };
    publish('error', failure);
    const reply: Reply = { status: 'error', execution_count, ...failure };
    if (stop_on_error === false) return reply;
    throw new CellFailed(reply);
  }

  // As in Python's kernel, what a cell prints after its end still goes to it.
  function redirectOutput(): void {
    const write = (name: string, text: string) => publish('stream', { name, text });
    process.stdout.write = handler.createWriteToIopub('stdout', write);
    process.stderr.write = handler.createWriteToIopub('stderr', write);
    tslab.jupyter.lastWriteDisplayData = (content: unknown, update?: boolean) =>
      publish(update ? 'update_display_data' : 'display_data', content);
  }

  server.handleExecute = async (socket, message) => {
    const send = (to: unknown, type: string, content: unknown) => {
      const reply = message.createReply();
      reply.header.msg_type = type;
      reply.content = content;
      reply.signAndSend(server.connInfo.key, to);
    };
    const toFrontEnd: Publish = (type, content) => send(server.iopub, type, content);
    try {
      send(socket, 'execute_reply', await handler.execQueue.add(() => runCell(message.content, toFrontEnd)));
    } catch (error) {
      if (!(error instanceof CellFailed)) return send(socket, 'execute_reply', { status: 'aborted' });
      await sleep(dropMilliseconds);
      handler.execQueue.reset();
      send(socket, 'execute_reply', error.reply);
    }
  };

  const handleShellMessage = server.handleShellMessage.bind(server);
  server.handleShellMessage = async (socket, ...frames) => {
    if (!unanswered.has(messageType(frames))) await handleShellMessage(socket, ...frames);
  };

  await server.init();
  return session;
}
