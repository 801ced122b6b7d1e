/** Names of the operations the emulator has, as the request log and fault rules write them. */
export const OPERATION_NAMES = [
  'put',
  'get',
  'delete',
  'cutover',
  'cancel',
  'retry',
  'operationResult',
  'service',
  'listMigrations',
  'database',
  'listDatabases',
  'instance',
  'estate',
] as const;

/** An operation of the emulated API. */
export type OperationName = (typeof OPERATION_NAMES)[number];
