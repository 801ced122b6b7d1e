import { app } from '@azure/functions';
import * as df from 'durable-functions';

const weather = new Map();

// Looks again and again until the weather is clear or the time is over.
df.app.orchestration('monitor', function* (context) {
  const { city, expiresAfter, pollingInterval } = context.df.getInput();
  const endTime = context.df.currentUtcDateTime.getTime() + expiresAfter;
  while (context.df.currentUtcDateTime.getTime() < endTime) {
    const isClear = yield context.df.callActivity('getIsClear', city);
    if (isClear) {
      yield context.df.callActivity('sendAlert', city);
      return 'clear';
    }
    context.df.setCustomStatus({ lastLook: context.df.currentUtcDateTime.toISOString() });
    const nextLook = context.df.currentUtcDateTime.getTime() + pollingInterval;
    yield context.df.createTimer(new Date(nextLook));
  }
  return 'expired';
});

df.app.activity('getIsClear', { handler: (city) => weather.get(city) === 'clear' });
df.app.activity('sendAlert', {
  handler: (city, context) => context.log(`The weather in ${city} is clear.`),
});

app.http('weather', {
  route: 'weather/{city}',
  methods: ['PUT'],
  handler: async (request) => {
    weather.set(request.params.city, await request.text());
    return { status: 204 };
  },
});
