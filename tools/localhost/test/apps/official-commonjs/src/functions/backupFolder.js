const df = require('durable-functions');
const { readdir, stat } = require('node:fs/promises');
const path = require('node:path');

// Fan-out and fan-in: how many bytes lie in a folder, one activity a file.
df.app.orchestration('backupFolder', function* (context) {
  const { folder } = context.df.getInput();
  const files = yield context.df.callActivity('listFiles', folder);
  const tasks = [];
  for (const file of files) tasks.push(context.df.callActivity('measureFile', file));
  const sizes = yield context.df.Task.all(tasks);
  return { files: sizes.length, bytes: sizes.reduce((total, size) => total + size, 0) };
});

df.app.activity('listFiles', {
  handler: async (folder, context) => {
    const names = await readdir(folder);
    context.log(`${names.length} files`);
    return names.map((name) => path.join(folder, name));
  },
});

df.app.activity('measureFile', { handler: async (file) => (await stat(file)).size });
