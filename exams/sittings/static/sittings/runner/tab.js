/* One tab of a browser writes to an attempt: the one opened last. */

/* Take the attempt for this tab; resolves to whether nobody else had it. `onLost` is called when another tab takes it. */
export async function claim(attempt, onLost) {
  const name = `attempt-${attempt}`;
  try {
    if (await request(name, { ifAvailable: true }, onLost)) return true;
    await request(name, { steal: true }, onLost);
  } catch {
    // Without HTTPS there are no locks: tabs tell each other, and each works under a client id of its own.
    claimByWord(name, onLost);
  }
  return false;
}

/* Resolves to whether the lock is ours; it then stays so until the page goes or another tab takes it. */
function request(name, options, onLost) {
  return new Promise((resolve, reject) => {
    let isHeld = false;
    const hold = (lock) => {
      isHeld = Boolean(lock);
      resolve(isHeld);
      return isHeld && new Promise(() => {});
    };
    navigator.locks.request(name, options, hold).catch((error) => (isHeld ? onLost() : reject(error)));
  });
}

function claimByWord(name, onLost) {
  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel(name);
  channel.onmessage = onLost;
  channel.postMessage("mine");
}
