/**
 * Collects the messages of one turn of the event loop and sends them as one array: an IPC round trip costs
 * far more than a message.
 */
export function createBatchedSender<Message>(send: (batch: Message[]) => void): (message: Message) => void {
  let batch: Message[] = [];
  return (message) => {
    if (batch.length === 0) {
      setImmediate(() => {
        const full = batch;
        batch = [];
        send(full);
      });
    }
    batch.push(message);
  };
}
