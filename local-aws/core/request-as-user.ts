import { request } from 'node:http';

/**
 * Sends a GET request to a load balancer of the local AWS, as a user of the service would.
 * @param aws the local AWS; any object with its address
 * @param url with the load balancer's DNS name as host
 * @returns the body of the answer, without white space around it
 */
export async function requestAsUser(aws: { endpoint: string }, url: string): Promise<string> {
  const { host, pathname } = new URL(url);
  const { hostname, port } = new URL(aws.endpoint);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: pathname, headers: { host }, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        resolve(body.trim());
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
