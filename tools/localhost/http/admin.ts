import type { FunctionTable } from '../registered/function-table';
import { hostVersion } from '../version';
import { type Answer, emptyAnswer, type Exchange, jsonAnswer, sentence } from './exchange';

/** What lies under `/admin`: the host's status, and running a timer function by hand. */
export function answerAdmin(
  functions: FunctionTable,
  runTimer: (name: string) => void,
  { request, segments: [, area, name, ...more] }: Exchange,
): Answer {
  const asked = `${request.method ?? ''} ${area ?? ''}`;
  if (asked === 'GET host' && name === 'status') {
    return jsonAnswer(200, {
      id: 'localhost',
      state: 'Running',
      version: hostVersion,
      versionDetails: 'local host, not Azure Functions',
      processUptime: Math.round(process.uptime() * 1000),
    });
  }
  if (asked !== 'POST functions' || name === undefined || more.length > 0) return emptyAnswer(404);
  const definition = functions.find(name);
  if (definition === undefined)
    return sentence(404, `Cannot run '${name}': the app has no function of that name.`);
  if (definition.kind !== 'timer')
    return sentence(501, `The local host does not run ${definition.kind} functions by hand, only timers.`);
  runTimer(definition.name);
  return emptyAnswer(202);
}
