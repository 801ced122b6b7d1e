const df = require('durable-functions');

// Human interaction: a code is sent, three answers are allowed, and time is short.
df.app.orchestration('phoneVerification', function* (context) {
  const { phoneNumber, milliseconds } = context.df.getInput();
  const code = yield context.df.callActivity('sendChallenge', phoneNumber);
  const expires = new Date(context.df.currentUtcDateTime.getTime() + milliseconds);
  const timeout = context.df.createTimer(expires);
  let authorized = false;
  for (let attempt = 0; attempt < 3; attempt++) {
    const response = context.df.waitForExternalEvent('SmsChallengeResponse');
    const winner = yield context.df.Task.any([response, timeout]);
    if (winner === timeout) break;
    if (response.result === code) {
      authorized = true;
      break;
    }
  }
  if (!timeout.isCompleted) timeout.cancel();
  return authorized;
});

df.app.activity('sendChallenge', {
  handler: (phoneNumber) => {
    const code = [...phoneNumber].reduce((sum, digit) => sum + digit.charCodeAt(0), 1000);
    return code;
  },
});
