const df = require('durable-functions');

const greet = 'greet';

df.app.orchestration('helloSequence', function* (context) {
  context.log('The sequence begins.');
  const greetings = [];
  greetings.push(yield context.df.callActivity(greet, 'Lisbon'));
  greetings.push(yield context.df.callActivity(greet, 'Nairobi'));
  greetings.push(yield context.df.callActivity(greet, 'Auckland'));
  return greetings;
});

df.app.activity(greet, { handler: (city) => `Hello, ${city}!` });
