/** What a test customer orders. */
export const ORDER = { brand: 'Ford', make: 'Mustang', model: 2014, color: 'Blue' };

/** Orders a car; answers the path of its task. Throws unless it was accepted. */
export async function order(url, body = ORDER) {
  const response = await fetch(`${url}/cars`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.text();
  if (response.status !== 202) throw new Error(`POST /cars answered ${response.status}`);
  return response.headers.get('Location');
}

/** Reads a JSON document with its status. */
export async function read(url) {
  const response = await fetch(url);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Runs `work` for each item, `width` at a time; answers the results in order. */
export async function inParallel(items, width, work) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
